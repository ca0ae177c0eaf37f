/// Semaphores: how queues wait for each other, and the host for them.
package daxa.core.sync;
