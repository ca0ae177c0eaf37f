package daxa.core.command;

import daxa.core.driver.DeviceContext;
import daxa.core.driver.Feature;
import daxa.core.error.UsageException;
import daxa.core.resource.Buffer;

/// Checks the buffers from which the GPU reads the arguments of commands.
final class IndirectArguments {
    /// Bytes of the arguments of a draw.
    static final int DRAW_BYTES = 16;

    /// Bytes of the arguments of a draw with indices.
    static final int DRAW_INDEXED_BYTES = 20;

    /// Bytes of the arguments of a draw of mesh tasks.
    static final int DRAW_MESH_TASKS_BYTES = 12;

    private IndirectArguments() {}

    /// Checks the arguments of one command.
    static void check(String command, Buffer buffer, long offset, long size) {
        if (offset < 0 || offset % 4 != 0 || size > buffer.size() - offset) {
            throw new UsageException(
                    command
                            + " with "
                            + buffer
                            + ": offset="
                            + offset
                            + ", bytes read="
                            + size
                            + " (expected inside of 0 to "
                            + buffer.size()
                            + ", a multiple of 4)");
        }
    }

    private static void check(
            String command,
            DeviceContext context,
            Buffer buffer,
            long offset,
            int drawCount,
            int stride,
            int bytes) {
        if (drawCount < 0 || stride % 4 != 0 || (drawCount > 1 && stride < bytes)) {
            throw new UsageException(
                    command
                            + " with "
                            + buffer
                            + ": draws="
                            + drawCount
                            + ", stride="
                            + stride
                            + " (expected at least 0 draws, and a multiple of 4 of at least "
                            + bytes
                            + ")");
        }
        long most = context.limits().maxDrawIndirectCount();
        if (drawCount > most) {
            throw new UsageException(
                    command
                            + " with "
                            + buffer
                            + ": draws="
                            + drawCount
                            + " (expected up to "
                            + most
                            + " on this device, maxDrawIndirectCount)");
        }
        check(command, buffer, offset, drawCount == 0 ? 0 : (drawCount - 1L) * stride + bytes);
    }

    /// Checks the arguments of draws whose number the program tells.
    static void checkDraws(
            String command,
            DeviceContext context,
            Buffer arguments,
            long offset,
            int drawCount,
            int stride,
            int bytes) {
        check(command, context, arguments, offset, drawCount, stride, bytes);
        if (drawCount > 1) {
            context.require(Feature.MULTI_DRAW_INDIRECT, command, " of several draws");
        }
    }

    /// Checks the arguments of draws whose number the GPU reads.
    static void checkCounted(
            String command,
            DeviceContext context,
            Buffer arguments,
            long offset,
            Buffer counts,
            long countOffset,
            int maxDrawCount,
            int stride,
            int bytes) {
        context.require(Feature.DRAW_INDIRECT_COUNT, command);
        check(command, context, arguments, offset, maxDrawCount, stride, bytes);
        check(command, counts, countOffset, Integer.BYTES);
    }
}
