/// Task graphs: programs declare what each task reads and writes; order, barriers, queues and
/// memory follow.
///
/// Inside, each part knows those before it:
///
/// 1. **The description.** [daxa.taskgraph.GraphBuilder] and [daxa.taskgraph.TaskBuilder] collect
///    what programs declare in `ResourceList`, `UseList`, `HeadList`, `TaskConditions` and
///    `WorkList`; `TransferTasks` adds what clears, fills and copies. `UseCheck`, `TransferChecks`,
///    `ViewTypes` and `Warnings` say what is wrong. The result is a
///    [daxa.taskgraph.GraphDescription], without a device.
/// 2. **The plan**, still without a device, whose answers it finds in `Sizes`. `Cells` cuts
///    resources into the parts that tasks use, `Hazards` finds the order and the levels,
///    `QueueChoice` the queues, `Lifetimes` shortens how long memory is needed, and `HeapLayout`
///    with `Placement` says where in memory resources lie. `Timeline` cuts submissions, and
///    `Barriers` follow from all of it and from `Before`, what earlier executions have left.
///    Together a `Plan` and its [daxa.taskgraph.Schedule].
/// 3. **Reports.** `ScheduleReport` and `Causes` explain a schedule; `ScheduleJson`,
///    `ScheduleHtml`, `ScheduleDrawing` and `ScheduleDot` write it down.
/// 4. **Execution.** [daxa.taskgraph.TaskGraph] owns `Bindings`, with a `BoundResource` for each
///    resource, and `TransientMemory`. An `Execution` walks through a `RunPlan`: a `TaskRecorder`
///    records tasks, each with a [daxa.taskgraph.TaskContext], and `DeclaredUses` watches over
///    them. Graphs of one device meet in `ExecutionOrder`, which keeps the `History` of what each
///    has left. `TaskTimer` and `Poison` are optional.
package daxa.taskgraph;
