package daxa.taskgraph;

import daxa.core.lifetime.Counted;
import daxa.core.resource.AccelerationStructure;
import daxa.core.resource.Tlas;
import daxa.core.resource.TlasId;

/// An acceleration structure of a graph or of the program.
final class BoundStructure extends BoundResource {
    final AccelerationStructure structure;

    /// Of a top-level structure; the null id for others.
    final TlasId id;

    final long address;

    private final boolean owned;
    private final Counted identity;

    BoundStructure(AccelerationStructure structure, boolean owned) {
        this.owned = owned;
        this.structure = structure;
        identity = structure.object();
        id = structure instanceof Tlas tlas ? tlas.id() : TlasId.NULL;
        address = structure.deviceAddress();
    }

    @Override
    Object identity() {
        return identity;
    }

    @Override
    String problem() {
        return problem(structure);
    }

    @Override
    void close() {
        if (owned) {
            structure.close();
        }
    }
}
