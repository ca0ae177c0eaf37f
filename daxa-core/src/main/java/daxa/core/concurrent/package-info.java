/// The thread contract: annotations that every public type carries, and the one that says that
/// programs have no use for it; ranked locks, the guard of exclusive use, and the dispatcher that
/// runs user code.
package daxa.core.concurrent;
