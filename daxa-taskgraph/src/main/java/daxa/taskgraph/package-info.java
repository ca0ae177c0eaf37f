/// Task graphs: programs declare what each task reads and writes; order, barriers, queues and
/// memory follow.
package daxa.taskgraph;
