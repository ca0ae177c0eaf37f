package daxa.taskgraph;

import daxa.core.resource.AccelerationStructure;
import daxa.core.resource.Tlas;
import daxa.core.resource.TlasId;

/// An acceleration structure of the program.
final class BoundStructure extends BoundResource {
    final AccelerationStructure structure;

    /// Of a top-level structure; the null id for others.
    final TlasId id;

    final long address;

    BoundStructure(AccelerationStructure structure) {
        this.structure = structure;
        id = structure instanceof Tlas tlas ? tlas.id() : TlasId.NULL;
        address = structure.deviceAddress();
    }

    @Override
    String problem() {
        return problem(structure);
    }

    @Override
    void close() {}
}
