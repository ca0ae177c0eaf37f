package daxa.bench;

import daxa.core.Device;
import daxa.core.command.StructureBuild;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.resource.AccelerationStructureInfo;
import daxa.core.resource.Blas;
import daxa.core.resource.BlasInput;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.BuildOption;
import daxa.core.resource.TriangleGeometry;

/// What commands about acceleration structures need, of the framework.
final class StructureScene implements AutoCloseable {
    static final int TRIANGLES = 16;

    final Buffer vertices;
    final Buffer scratch;
    final Blas blas;
    final Blas other;
    final QueryPool sizes;
    final StructureBuild build;
    final long scratchAddress;

    StructureScene(Device device) {
        vertices = device.createBuffer(BufferInfo.of("vertices", TRIANGLES * 36L));
        BlasInput input =
                BlasInput.of(TriangleGeometry.of(vertices, TRIANGLES))
                        .with(BuildOption.ALLOW_COMPACTION);
        blas = device.createBlas("blas", input);
        other = device.createBlas(AccelerationStructureInfo.of("other", blas.info().size()));
        sizes = device.createQueryPool(QueryPoolInfo.compactedSizes("sizes", 1));
        int alignment = device.limits().rayTracing().scratchAlignment();
        long bytes = device.buildSizes(input).buildScratch() + alignment;
        scratch = device.createBuffer(BufferInfo.of("scratch", bytes));
        scratchAddress = Math.ceilDiv(scratch.deviceAddress(), alignment) * alignment;
        build =
                StructureBuild.of(blas, input)
                        .withScratch(scratch, scratchAddress - scratch.deviceAddress());
    }

    @Override
    public void close() {
        sizes.close();
        other.close();
        blas.close();
        scratch.close();
        vertices.close();
    }
}
