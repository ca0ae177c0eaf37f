/// The thread contract: annotations that every public type carries, ranked locks, the guard of
/// exclusive use, and the dispatcher that runs user code.
package daxa.core.concurrent;
