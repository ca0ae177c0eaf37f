package daxa.core.command;

import daxa.core.driver.CommandDriver;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.PushConstants;
import daxa.core.resource.Buffer;
import daxa.core.struct.Struct;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// Compute pipelines and their dispatches.
abstract sealed class ComputeCommands extends TransferCommands permits BuildCommands {
    private static final int DISPATCH_BYTES = 12;

    /// The push constants of the pipeline that was bound last; null where none is bound.
    private @Nullable PushConstants pushConstants;

    /// Whether that is a compute pipeline.
    private boolean computeBound;

    ComputeCommands(RecorderObject object) {
        super(object);
    }

    @Override
    void forgetBound() {
        super.forgetBound();
        pushConstants = null;
        computeBound = false;
    }

    /// Notes a pipeline of another kind, which takes the place of a compute pipeline.
    final void bound(PushConstants constants) {
        if (pushConstants != constants) {
            pushConstants = constants;
        }
        computeBound = false;
    }

    /// Told when a compute pipeline takes the place of another one.
    abstract void computeBound();

    /// Binds a compute pipeline for the dispatches that follow. It takes the place of a ray tracing
    /// pipeline.
    ///
    /// @param pipeline the pipeline
    /// @throws daxa.core.error.ClosedException if the recorder or the pipeline is closed
    public void setPipeline(ComputePipeline pipeline) {
        Objects.requireNonNull(pipeline, "pipeline");
        guard.enter("setPipeline");
        try {
            CommandDriver driver = outsidePass("setPipeline");
            hold(pipeline);
            bindSetOnce(driver, CommandDriver.COMPUTE);
            driver.bindPipeline(CommandDriver.COMPUTE, pipeline.nativeHandle());
            PushConstants constants = pipeline.pushConstants();
            // To store a reference where it is already costs more than to look.
            if (pushConstants != constants) {
                pushConstants = constants;
            }
            if (!computeBound) {
                computeBound = true;
                computeBound();
            }
        } finally {
            guard.exit("setPipeline");
        }
    }

    /// Sets the push constants of the bound compute or ray tracing pipeline. The bytes are copied
    /// before the call returns.
    ///
    /// @param data exactly as many bytes as the pipeline's shader declares
    /// @throws UsageException if the size differs, or no pipeline is bound
    public void pushConstants(MemorySegment data) {
        Objects.requireNonNull(data, "data");
        guard.enter("pushConstants");
        try {
            CommandDriver driver = outsidePass("pushConstants");
            push(driver, data, boundConstants());
        } finally {
            guard.exit("pushConstants");
        }
    }

    /// Sets the push constants of the bound compute or ray tracing pipeline.
    ///
    /// @param <T> the record
    /// @param struct its struct, of just the size that the pipeline's shader declares
    /// @param value the constants
    /// @throws UsageException if the size differs, no pipeline is bound, or an array in the value
    ///   has another length than the struct says
    /// @throws NullPointerException if something in the value is null; the message names it
    /// @throws daxa.core.error.ClosedException if the recorder is closed
    public <T extends Record> void pushConstants(Struct<T> struct, T value) {
        Objects.requireNonNull(struct, "struct");
        Objects.requireNonNull(value, "value");
        guard.enter("pushConstants");
        try {
            CommandDriver driver = outsidePass("pushConstants");
            push(driver, struct, value, boundConstants());
        } finally {
            guard.exit("pushConstants");
        }
    }

    /// Runs the bound compute pipeline.
    ///
    /// @param x workgroups
    /// @param y workgroups
    /// @param z workgroups
    /// @throws UsageException if a count is out of the device's range, or no pipeline is bound
    public void dispatch(int x, int y, int z) {
        guard.enter("dispatch");
        try {
            CommandDriver driver = outsidePass("dispatch");
            checkBound("dispatch");
            if ((x | y | z) < 0
                    || x > context.limits().maxWorkgroupCountX()
                    || y > context.limits().maxWorkgroupCountY()
                    || z > context.limits().maxWorkgroupCountZ()) {
                throw workgroups(x, y, z);
            }
            flushBarriers(driver);
            driver.dispatch(x, y, z);
        } finally {
            guard.exit("dispatch");
        }
    }

    /// Runs the bound compute pipeline with workgroup counts that the GPU reads: three 32-bit
    /// integers.
    ///
    /// @param arguments the buffer that holds them
    /// @param offset bytes, a multiple of 4
    /// @throws UsageException if the 12 bytes are not inside the buffer, the offset is no multiple,
    ///   or no pipeline is bound
    public void dispatchIndirect(Buffer arguments, long offset) {
        Objects.requireNonNull(arguments, "arguments");
        guard.enter("dispatchIndirect");
        try {
            CommandDriver driver = outsidePass("dispatchIndirect");
            Counted named = context.own(arguments);
            checkBound("dispatchIndirect");
            IndirectArguments.check("dispatchIndirect", arguments, offset, DISPATCH_BYTES);
            name(named);
            flushBarriers(driver);
            driver.dispatchIndirect(arguments.nativeHandle(), offset);
        } finally {
            guard.exit("dispatchIndirect");
        }
    }

    /// Begins conditional rendering: while it lasts, draws and dispatches are left out if a 32-bit
    /// value in a buffer is 0. Other commands run as ever. It may go on over whole render passes;
    /// what begins inside of one is [RenderRecorder#beginConditionalRendering].
    ///
    /// The value must be there when the GPU comes here: `barrier(…,
    /// Access.CONDITIONAL_RENDERING_READ)`.
    ///
    /// @param condition the buffer with the value
    /// @param offset bytes, a multiple of 4
    /// @param inverted whether they are left out if it is not 0
    /// @throws UsageException if the value is not inside the buffer, conditional rendering was
    ///   begun and not ended, or the feature CONDITIONAL_RENDERING is missing
    public void beginConditionalRendering(Buffer condition, long offset, boolean inverted) {
        Objects.requireNonNull(condition, "condition");
        guard.enter("beginConditionalRendering");
        try {
            conditional.begin(
                    outsidePass("beginConditionalRendering"), condition, offset, inverted);
        } finally {
            guard.exit("beginConditionalRendering");
        }
    }

    /// Ends conditional rendering.
    ///
    /// @throws UsageException if it was not begun
    public void endConditionalRendering() {
        guard.enter("endConditionalRendering");
        try {
            conditional.end(outsidePass("endConditionalRendering"));
        } finally {
            guard.exit("endConditionalRendering");
        }
    }

    private PushConstants boundConstants() {
        if (pushConstants == null) {
            throw unbound("pushConstants", "a compute or ray tracing pipeline");
        }
        return pushConstants;
    }

    private void checkBound(String command) {
        if (!computeBound) {
            throw unbound(command, "a compute pipeline");
        }
    }

    private UsageException unbound(String command, String what) {
        return new UsageException(
                command
                        + " was called on "
                        + this
                        + " without "
                        + what
                        + "; call setPipeline first");
    }

    private UsageException workgroups(int x, int y, int z) {
        return new UsageException(
                "dispatch on "
                        + this
                        + ": workgroups="
                        + x
                        + "x"
                        + y
                        + "x"
                        + z
                        + " (expected 0 up to "
                        + context.limits().maxWorkgroupCountX()
                        + "x"
                        + context.limits().maxWorkgroupCountY()
                        + "x"
                        + context.limits().maxWorkgroupCountZ()
                        + ")");
    }
}
