package daxa.taskgraph;

import daxa.core.resource.Buffer;
import daxa.core.resource.BufferId;

/// A buffer of a graph or of the program.
final class BoundBuffer extends BoundResource {
    final Buffer buffer;
    final BufferId id;
    final long address;
    private final boolean owned;

    BoundBuffer(Buffer buffer, boolean owned) {
        this.buffer = buffer;
        this.owned = owned;
        id = buffer.id();
        address = buffer.deviceAddress();
    }

    @Override
    String problem() {
        return problem(buffer);
    }

    @Override
    void close() {
        if (owned) {
            buffer.close();
        }
    }
}
