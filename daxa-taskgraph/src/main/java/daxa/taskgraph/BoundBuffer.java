package daxa.taskgraph;

import daxa.core.lifetime.Counted;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferId;

/// A buffer of a graph or of the program.
final class BoundBuffer extends BoundResource {
    final Buffer buffer;
    final BufferId id;
    final long address;
    private final boolean owned;
    private final Counted identity;

    BoundBuffer(Buffer buffer, boolean owned) {
        this.buffer = buffer;
        identity = buffer.object();
        this.owned = owned;
        id = buffer.id();
        address = buffer.deviceAddress();
    }

    @Override
    Object identity() {
        return identity;
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
