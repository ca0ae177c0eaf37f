package daxa.core.command;

/// How a [Completion] ended.
public enum CompletionStatus {
    /// The GPU has not finished the submission.
    PENDING,
    /// The GPU has finished it.
    DONE,
    /// The device was lost before that.
    LOST,
    /// The program cancelled the completion, or closed the device, before that.
    CANCELLED
}
