/// Recording commands, barriers, and the queues that run them.
///
/// * A [daxa.core.command.CommandRecorder] has its commands from a row of classes by theme:
///   `RecorderBase`, `TransferCommands`, `ComputeCommands`, `BuildCommands`, `TraceCommands`,
///   `QueryRecorder` and `EventRecorder`. A [daxa.core.command.RenderRecorder] has its from
///   `DrawState` and `MeshDraws`. They record into a `Recording`, which keeps what its commands
///   name; `PassAttachments`, `TransferRegion`, `IndirectArguments`, `ActiveQueries` and
///   `ConditionalRendering` check what belongs together.
/// * A [daxa.core.command.Queue] runs [daxa.core.command.ExecutableCommands]. `DeviceQueues` is
///   what only the device and its swapchains may do with queues; `PresentWork`, `InternalCommands`
///   and `IdleWait` are parts of that.
/// * A [daxa.core.command.SubmitToken] names a submission. Its [daxa.core.command.Completion]s are
///   told by `Completions` and `CompletionThread`.
package daxa.core.command;
