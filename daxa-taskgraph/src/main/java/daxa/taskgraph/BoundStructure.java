package daxa.taskgraph;

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

    BoundStructure(AccelerationStructure structure, boolean owned) {
        this.owned = owned;
        this.structure = structure;
        id = structure instanceof Tlas tlas ? tlas.id() : TlasId.NULL;
        address = structure.deviceAddress();
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
