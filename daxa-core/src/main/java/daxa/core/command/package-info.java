/// Recording commands, barriers, and the queues that run them.
package daxa.core.command;
