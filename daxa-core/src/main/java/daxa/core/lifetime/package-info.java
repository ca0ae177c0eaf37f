/// The lifetime kernel: counts, modes, zombies and timelines in plain Java, without a GPU, a native
/// call, or any input or output.
///
/// - [Reference] is what a user holds; [Counted] is the object behind one or more references.
/// - [Timelines] numbers submissions and knows which are finished.
/// - `ZombieQueue` keeps what waits for the GPU, [Lifetimes] ties all of it together.
///
/// The rules L1 to L20 that the comments refer to are those of docs/lifetimes.md.
package daxa.core.lifetime;
