package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.StructureBuild;
import daxa.core.driver.AccelerationStructureSizes;
import daxa.core.driver.Feature;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.ClosedException;
import daxa.core.error.StaleIdException;
import daxa.core.error.UsageException;
import daxa.core.lifetime.LifetimeMode;
import daxa.core.query.QueryPool;
import daxa.core.query.QueryPoolInfo;
import daxa.core.resource.AccelerationStructureInfo;
import daxa.core.resource.Blas;
import daxa.core.resource.BlasInput;
import daxa.core.resource.BlasInstance;
import daxa.core.resource.BoxGeometry;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.BuildOption;
import daxa.core.resource.Format;
import daxa.core.resource.GeometryOption;
import daxa.core.resource.InstanceOption;
import daxa.core.resource.MemoryBlock;
import daxa.core.resource.MemoryBlockInfo;
import daxa.core.resource.MemoryOption;
import daxa.core.resource.Tlas;
import daxa.core.resource.TlasId;
import daxa.core.resource.TlasInput;
import daxa.core.resource.TriangleGeometry;

import org.joml.Matrix4x3f;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// The rules of acceleration structures, on any driver.
@GpuSetup(features = Feature.ACCELERATION_STRUCTURE, autoComplete = true)
public abstract class StructureContract {
    private static final float[] TRIANGLE = {0, 0, 0, 1, 0, 0, 0, 1, 0};

    private Gpu gpu;
    private Device device;
    private CommandRecorder recorder;

    @BeforeEach
    void makeThings(Gpu given) {
        gpu = given;
        device = gpu.device();
        recorder = gpu.own(device.createCommandRecorder("recorder"));
    }

    // ---------------------------------------------------------------- helpers

    private Buffer buffer(String name, long size) {
        return gpu.own(device.createBuffer(BufferInfo.of(name, size).upload()));
    }

    private Buffer vertices(int triangles) {
        Buffer buffer = buffer("vertices", triangles * 36L);
        for (int i = 0; i < triangles; i++) {
            MemorySegment.copy(
                    TRIANGLE, 0, buffer.mapped(), ValueLayout.JAVA_FLOAT, i * 36L, TRIANGLE.length);
        }
        return buffer;
    }

    private BlasInput triangles(int count) {
        return BlasInput.of(TriangleGeometry.of(vertices(count), count));
    }

    private Blas blas(String name, BlasInput input) {
        return gpu.own(device.createBlas(name, input));
    }

    private Tlas tlas(String name, TlasInput input) {
        return gpu.own(device.createTlas(name, input));
    }

    private TlasInput instances(Blas... blases) {
        Buffer buffer = buffer("instances", Math.max(1, blases.length) * 64L);
        for (int i = 0; i < blases.length; i++) {
            BlasInstance.of(blases[i]).write(buffer.mapped(), i * 64L);
        }
        return TlasInput.of(buffer, blases.length, blases);
    }

    private void run(Consumer<CommandRecorder> recording) {
        recorder.begin();
        recording.accept(recorder);
        device.mainQueue().submit(recorder.complete()).await(Gpu.LONG);
    }

    private void refused(Consumer<CommandRecorder> recording, String message) {
        recorder.begin();
        assertThatThrownBy(() -> recording.accept(recorder))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
        recorder.discard();
    }

    // ---------------------------------------------------------------- what is built

    @Test
    void severalStructuresAreBuiltAtOnceAndThenTheirInstances() {
        BlasInput one = triangles(1);
        BlasInput two = triangles(20);
        Buffer boxes = buffer("boxes", 48);
        boxes.mapped().setAtIndex(ValueLayout.JAVA_FLOAT, 3, 1);
        BlasInput three = BlasInput.of(BoxGeometry.of(boxes, 2));
        Blas first = blas("first", one);
        Blas second = blas("second", two);
        Blas third = blas("third", three);
        TlasInput all = instances(first, second, third);
        Tlas scene = tlas("scene", all);
        run(
                r -> {
                    r.build(
                            List.of(
                                    StructureBuild.of(first, one),
                                    StructureBuild.of(second, two),
                                    StructureBuild.of(third, three)));
                    r.barrier(Access.BUILD_WRITE, Access.BUILD_READ);
                    r.build(StructureBuild.of(scene, all));
                });
        assertThat(scene.deviceAddress()).isNotZero().isNotEqualTo(first.deviceAddress());
        assertThat(scene.nativeHandle()).isNotZero();
        assertThat(scene.info().name()).isEqualTo("scene");
    }

    @Test
    void indicesTransformsPointersAndEmptyScenesAreBuilt() {
        Buffer vertices = vertices(1);
        Buffer indices = buffer("indices", 16);
        indices.mapped().setAtIndex(ValueLayout.JAVA_INT, 1, 1);
        indices.mapped().setAtIndex(ValueLayout.JAVA_INT, 2, 2);
        Buffer matrix = buffer("matrix", 48);
        matrix.mapped().setAtIndex(ValueLayout.JAVA_FLOAT, 0, 1);
        matrix.mapped().setAtIndex(ValueLayout.JAVA_FLOAT, 5, 1);
        matrix.mapped().setAtIndex(ValueLayout.JAVA_FLOAT, 10, 1);
        BlasInput input =
                BlasInput.of(
                                TriangleGeometry.indexed(vertices, 3, indices, 1)
                                        .withTransform(matrix, 0)
                                        .with(GeometryOption.OPAQUE),
                                new TriangleGeometry(
                                        vertices,
                                        0,
                                        Format.R32G32B32_SFLOAT,
                                        12,
                                        3,
                                        indices,
                                        0,
                                        2,
                                        1,
                                        null,
                                        0,
                                        Set.of()))
                        .with(BuildOption.PREFER_FAST_TRACE)
                        .with(BuildOption.LOW_MEMORY);
        Blas blas = blas("blas", input);
        TlasInput direct = instances(blas);
        Buffer pointers = buffer("pointers", 8);
        pointers.mapped().set(ValueLayout.JAVA_LONG, 0, direct.instances().deviceAddress());
        TlasInput indirect = new TlasInput(pointers, 0, 1, true, List.of(blas), Set.of());
        TlasInput empty = instances();
        Tlas a = tlas("a", indirect);
        Tlas b = tlas("b", empty);
        run(
                r -> {
                    r.build(StructureBuild.of(blas, input));
                    r.barrier(Access.BUILD_WRITE, Access.BUILD_READ);
                    r.build(List.of(StructureBuild.of(a, indirect), StructureBuild.of(b, empty)));
                });
        assertThat(a.id()).isNotEqualTo(b.id()).isNotEqualTo(TlasId.NULL);
    }

    @Test
    void compactionShrinksAndACopyIsAsLarge() {
        BlasInput input = triangles(500).with(BuildOption.ALLOW_COMPACTION);
        Blas large = blas("large", input);
        QueryPool sizes = gpu.own(device.createQueryPool(QueryPoolInfo.compactedSizes("sizes", 2)));
        run(
                r -> {
                    r.build(StructureBuild.of(large, input));
                    r.barrier(Access.BUILD_WRITE, Access.BUILD_READ);
                    r.writeCompactedSize(large, sizes, 1);
                });
        long[] size = new long[1];
        sizes.await(1, 1, size, Gpu.LONG);
        assertThat(size[0]).isPositive().isLessThanOrEqualTo(large.info().size());
        if (gpu.kind() == Gpu.Kind.SIMULATED) {
            // The software driver builds as small as it compacts.
            assertThat(size[0]).isLessThan(large.info().size());
        }
        Blas small = gpu.own(device.createBlas(AccelerationStructureInfo.of("small", size[0])));
        Blas copy =
                gpu.own(
                        device.createBlas(
                                AccelerationStructureInfo.of("copy", large.info().size())));
        run(
                r -> {
                    r.compact(large, small);
                    r.copy(large, copy);
                });
        assertThat(small.info().size()).isEqualTo(size[0]);
    }

    @Test
    void anUpdateMovesInPlaceAndToAnotherStructure() {
        BlasInput input = triangles(3).with(BuildOption.ALLOW_UPDATE);
        Blas blas = blas("blas", input);
        Blas other = blas("other", input);
        StructureBuild build = StructureBuild.of(blas, input);
        run(r -> r.build(build));
        run(r -> r.build(build.updating()));
        run(r -> r.build(StructureBuild.of(other, input).updating(blas)));
        BlasInput moved = triangles(3).with(BuildOption.ALLOW_UPDATE);
        run(r -> r.build(StructureBuild.of(other, moved).updating()));
        TlasInput instances = instances(blas, other).with(BuildOption.ALLOW_UPDATE);
        Tlas scene = tlas("scene", instances);
        run(r -> r.build(StructureBuild.of(scene, instances)));
        run(r -> r.build(StructureBuild.of(scene, instances).updating()));
    }

    @Test
    void theProgramsOwnScratchMemoryIsUsed() {
        BlasInput input = triangles(3);
        Blas blas = blas("blas", input);
        int alignment = device.limits().rayTracing().scratchAlignment();
        long needed = device.buildSizes(input).buildScratch();
        Buffer scratch =
                gpu.own(device.createBuffer(BufferInfo.of("scratch", needed + 2L * alignment)));
        long before = scratch.deviceAddress() % alignment;
        long offset = before == 0 ? alignment : alignment - before;
        StructureBuild build = StructureBuild.of(blas, input);
        run(r -> r.build(build.withScratch(scratch, offset)));
        refused(
                r -> r.build(build.withScratch(scratch, offset + 1)),
                "scratch memory of Blas 'blas' in Buffer 'scratch' at offset="
                        + (offset + 1)
                        + " begins at the device address 0x"
                        + Long.toHexString(scratch.deviceAddress() + offset + 1)
                        + " (expected a multiple of "
                        + alignment
                        + ")");
    }

    // ---------------------------------------------------------------- lifetimes

    @Test
    void defect15AStructureThatIsLeftOpenIsListed() {
        BlasInput input = triangles(1);
        Blas left = blas("left", input);
        Tlas scene = tlas("scene", instances(left));
        assertThat(device.lifetimeReport().objects())
                .extracting(each -> each.type() + " " + each.name())
                .contains("Blas left", "Tlas scene");
        assertThat(device.memoryReport().types())
                .extracting(each -> each.type())
                .contains("Blas", "Tlas");
        assertThat(scene.isClosed()).isFalse();
    }

    @Test
    void aStructureStaysUsableWhenItsBufferIsClosed() {
        BlasInput input = triangles(1);
        AccelerationStructureSizes sizes = device.buildSizes(input);
        Buffer below = device.createBuffer(BufferInfo.of("below", sizes.size() + 512));
        Blas blas =
                gpu.own(
                        device.createBlas(
                                AccelerationStructureInfo.of("blas", sizes.size()), below, 256));
        below.close();
        run(r -> r.build(StructureBuild.of(blas, input)));
        device.collectGarbage();
        assertThat(device.lifetimeReport().objects())
                .extracting(each -> each.name())
                .contains("below", "blas");
        blas.close();
        gpu.settle();
        assertThat(device.lifetimeReport().objects())
                .extracting(each -> each.name())
                .doesNotContain("below", "blas");
    }

    @Test
    @GpuSetup(
            features = Feature.ACCELERATION_STRUCTURE,
            autoComplete = true,
            mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN)
    void aBufferMustOutliveItsStructuresInStrictMode() {
        BlasInput input = triangles(1);
        AccelerationStructureSizes sizes = device.buildSizes(input);
        Buffer below = gpu.own(device.createBuffer(BufferInfo.of("below", sizes.size())));
        Blas blas =
                gpu.own(
                        device.createBlas(
                                AccelerationStructureInfo.of("blas", sizes.size()), below, 0));
        assertThatThrownBy(below::close)
                .isInstanceOf(ChildrenAliveException.class)
                .hasMessageContaining("Buffer 'below'")
                .hasMessageContaining("Blas 'blas'");
        blas.close();
        below.close();
        assertThat(below.isClosed()).isTrue();
    }

    @Test
    void whatABuildUsesMustBeOpenWhenItIsSubmitted() {
        Buffer vertices = vertices(1);
        BlasInput input = BlasInput.of(TriangleGeometry.of(vertices, 1));
        Blas blas = blas("blas", input);
        TlasInput instances = instances(blas);
        Tlas scene = tlas("scene", instances);
        recorder.begin();
        recorder.build(StructureBuild.of(blas, input));
        recorder.build(StructureBuild.of(scene, instances));
        ExecutableCommands commands = gpu.own(recorder.complete());
        vertices.close();
        blas.close();
        assertThatThrownBy(() -> device.mainQueue().submit(commands))
                .isInstanceOf(ClosedException.class)
                .hasMessage(
                        "ExecutableCommands 'recorder' cannot be submitted: closed since they were"
                                + " recorded: Blas 'blas', Buffer 'vertices'; close resources after"
                                + " the submit that uses them");
    }

    @Test
    @GpuSetup(features = Feature.ACCELERATION_STRUCTURE)
    void whatABuildUsesLivesUntilTheGpuHasFinished() {
        Buffer vertices = vertices(1);
        BlasInput input = BlasInput.of(TriangleGeometry.of(vertices, 1));
        Blas blas = blas("blas", input);
        recorder.begin();
        recorder.build(StructureBuild.of(blas, input));
        device.mainQueue().submit(recorder.complete());
        vertices.close();
        blas.close();
        device.collectGarbage();
        if (gpu.kind() == Gpu.Kind.SIMULATED) {
            assertThat(device.lifetimeReport().objects())
                    .extracting(each -> each.name())
                    .contains("vertices", "blas");
        }
        gpu.settle();
        assertThat(device.lifetimeReport().objects())
                .extracting(each -> each.name())
                .doesNotContain("vertices", "blas");
    }

    @Test
    void structuresLieInABlock() {
        BlasInput input = triangles(1);
        AccelerationStructureInfo info =
                AccelerationStructureInfo.of("a", device.buildSizes(input).size());
        long step =
                Math.ceilDiv(
                                device.memoryRequirements(info).size(),
                                device.memoryRequirements(info).alignment())
                        * device.memoryRequirements(info).alignment();
        TlasInput none = instances();
        AccelerationStructureInfo top =
                AccelerationStructureInfo.of("top", device.buildSizes(none).size());
        MemoryBlock block =
                device.createMemoryBlock(
                        MemoryBlockInfo.of(
                                "block",
                                device.memoryRequirements(
                                        BufferInfo.of(
                                                "whole",
                                                step + device.memoryRequirements(top).size()))));
        Blas blas = gpu.own(block.createBlas(info, 0));
        Tlas tlas = gpu.own(block.createTlas(top, step));
        assertThatThrownBy(() -> block.createBlas(info, 0))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("Blas 'a' in MemoryBlock 'block'")
                .hasMessageContaining("overlap Blas 'a'");
        block.close();
        run(
                r -> {
                    r.build(StructureBuild.of(blas, input));
                    r.build(StructureBuild.of(tlas, none));
                });
    }

    @Test
    void idsFindOpenStructuresAndTellStaleOnes() {
        Tlas scene = tlas("scene", instances());
        TlasId id = scene.id();
        try (Tlas found = device.tlas(id).orElseThrow()) {
            assertThat(found.deviceAddress()).isEqualTo(scene.deviceAddress());
        }
        scene.close();
        gpu.settle();
        assertThatThrownBy(() -> device.tlas(id)).isInstanceOf(StaleIdException.class);
    }

    @Test
    @GpuSetup
    void withoutTheFeatureEachUseSaysSo() {
        String lacks =
                " needs the feature ACCELERATION_STRUCTURE (accelerationStructure), which device"
                        + " 'gpu' was created without; ask for it with DeviceInfo.require";
        assertThatThrownBy(() -> device.createBlas(AccelerationStructureInfo.of("b", 256)))
                .isInstanceOf(UsageException.class)
                .hasMessage("Blas 'b'" + lacks);
        assertThatThrownBy(() -> device.createTlas(AccelerationStructureInfo.of("t", 256)))
                .isInstanceOf(UsageException.class)
                .hasMessage("Tlas 't'" + lacks);
        assertThatThrownBy(() -> device.buildSizes(triangles(1)))
                .isInstanceOf(UsageException.class)
                .hasMessage("build of an acceleration structure" + lacks);
        assertThatThrownBy(() -> device.tlas(TlasId.NULL))
                .isInstanceOf(UsageException.class)
                .hasMessage("look-up of " + TlasId.NULL + lacks);
        refused(
                r -> r.barrier(Access.BUILD_WRITE, Access.ALL),
                "barrier for builds of acceleration structures needs the feature"
                        + " ACCELERATION_STRUCTURE, which device 'gpu' was created without");
        assertThat(device.features()).noneMatch(Feature::onRequest);
    }

    // ---------------------------------------------------------------- misuse

    @Test
    void badPlacesInABufferAreRefused() {
        Buffer below = gpu.own(device.createBuffer(BufferInfo.of("below", 1024)));
        AccelerationStructureInfo info = AccelerationStructureInfo.of("blas", 512);
        assertThatThrownBy(() -> device.createBlas(info, below, 128))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "Blas 'blas' in Buffer 'below': offset=128 and 512 bytes (expected a"
                                + " multiple of 256, within its 1024 bytes)");
        assertThatThrownBy(() -> device.createTlas(info, below, 768))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "Tlas 'blas' in Buffer 'below': offset=768 and 512 bytes (expected a"
                                + " multiple of 256, within its 1024 bytes)");
        assertThatThrownBy(() -> device.createBlas(info.with(MemoryOption.DEDICATED), below, 0))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "Blas 'blas' in Buffer 'below': options=[DEDICATED] (expected none in a"
                                + " buffer)");
        assertThatThrownBy(() -> AccelerationStructureInfo.of("none", 0))
                .hasMessage("acceleration structure 'none': size=0 (expected above 0)");
    }

    @Test
    void wrongUpdatesAreRefused() {
        BlasInput fixed = triangles(2);
        Blas blas = blas("blas", fixed);
        refused(
                r -> r.build(StructureBuild.of(blas, fixed).updating()),
                "update of Blas 'blas': no recording builds it before; build it first");
        run(r -> r.build(StructureBuild.of(blas, fixed)));
        refused(
                r -> r.build(StructureBuild.of(blas, fixed).updating()),
                "update of Blas 'blas': it was built with options=[] (expected with ALLOW_UPDATE)");
        BlasInput movable = fixed.with(BuildOption.ALLOW_UPDATE);
        Blas large = blas("large", triangles(64).with(BuildOption.ALLOW_UPDATE));
        run(r -> r.build(StructureBuild.of(large, movable)));
        refused(
                r ->
                        r.build(
                                StructureBuild.of(
                                                large, triangles(3).with(BuildOption.ALLOW_UPDATE))
                                        .updating()),
                "update of Blas 'large': the input has geometry 0 has count=3 (built with 2); an"
                        + " update may only move what is there, build it anew");
        BlasInput twice =
                BlasInput.of(movable.geometries().getFirst(), movable.geometries().getFirst())
                        .with(BuildOption.ALLOW_UPDATE);
        refused(
                r -> r.build(StructureBuild.of(large, twice).updating()),
                "update of Blas 'large': the input has geometries=2 (built with 1); an update may"
                        + " only move what is there, build it anew");
        refused(
                r ->
                        r.build(
                                StructureBuild.of(large, movable.with(BuildOption.LOW_MEMORY))
                                        .updating()),
                "update of Blas 'large': the input has options=[ALLOW_UPDATE, LOW_MEMORY] (built"
                        + " with [ALLOW_UPDATE]); an update may only move what is there, build it"
                        + " anew");
    }

    @Test
    void wrongBuildsAreRefused() {
        BlasInput input = triangles(2);
        Blas blas = blas("blas", input);
        BlasInput larger = triangles(2000);
        long needed = device.buildSizes(larger).size();
        refused(
                r -> r.build(StructureBuild.of(blas, larger)),
                "build of Blas 'blas': it has "
                        + blas.info().size()
                        + " bytes (expected at least "
                        + needed
                        + " for this input); Device.buildSizes tells what is needed");
        StructureBuild build = StructureBuild.of(blas, input);
        refused(
                r -> r.build(List.of(build, build)),
                "build on CommandRecorder 'recorder': build 1 writes Blas 'blas', which build 0"
                        + " uses too; build one after the other, with a barrier between");
        refused(
                r -> r.build(List.of()),
                "build on CommandRecorder 'recorder': builds is empty (expected at least one)");
        Tlas scene = tlas("scene", instances(blas));
        assertThatThrownBy(() -> build.updating(scene))
                .hasMessage(
                        "StructureBuild of Blas 'blas': source is top-level (expected"
                                + " bottom-level, as the target)");
        refused(
                r -> r.copy(blas, scene),
                "copy of Blas 'blas' to Tlas 'scene' (expected another structure of the same"
                        + " level)");
        Blas other = blas("other", input);
        refused(
                r -> r.copy(blas, other),
                "copy of Blas 'blas': no recording builds it before; build it first");
        run(r -> r.build(build));
        refused(
                r -> r.compact(blas, other),
                "compact of Blas 'blas': it was built with options=[] (expected with"
                        + " ALLOW_COMPACTION)");
        QueryPool times = gpu.own(device.createQueryPool(QueryPoolInfo.timestamps("times", 1)));
        refused(
                r -> r.writeCompactedSize(blas, times, 0),
                "writeCompactedSize to QueryPool 'times': kind=TIMESTAMP (expected"
                        + " COMPACTED_SIZE)");
        QueryPool sizes = gpu.own(device.createQueryPool(QueryPoolInfo.compactedSizes("sizes", 1)));
        refused(
                r -> r.beginQuery(sizes, 0),
                "beginQuery of QueryPool 'sizes': kind=COMPACTED_SIZE (expected another one); call"
                        + " writeCompactedSize");
        refused(
                r -> r.endQuery(sizes, 0),
                "endQuery was called on CommandRecorder 'recorder', but query 0 of QueryPool"
                        + " 'sizes' is not active; call beginQuery first");
        Blas tiny = gpu.own(device.createBlas(AccelerationStructureInfo.of("tiny", 64)));
        refused(
                r -> r.copy(blas, tiny),
                "copy of Blas 'blas' to Blas 'tiny': it has 64 bytes (expected at least "
                        + blas.info().size()
                        + ", as the source)");
    }

    @Test
    void aRefusedBuildLeavesNothingInTheRecording() {
        Buffer vertices = vertices(1);
        BlasInput input = BlasInput.of(TriangleGeometry.of(vertices, 1));
        Blas small = gpu.own(device.createBlas(AccelerationStructureInfo.of("small", 64)));
        Blas large = blas("large", input);
        recorder.begin();
        StructureBuild wrong = StructureBuild.of(small, input);
        assertThatThrownBy(() -> recorder.build(wrong)).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> recorder.build(List.of(StructureBuild.of(large, input), wrong)))
                .isInstanceOf(UsageException.class);
        vertices.close();
        small.close();
        large.close();
        device.mainQueue().submit(recorder.complete()).await(Gpu.LONG);
    }

    @Test
    void badGeometriesAreRefused() {
        Buffer data = buffer("data", 256);
        expect(
                () -> TriangleGeometry.of(data, 8),
                "vertices in Buffer 'data': offset=0 and 288 bytes (expected within its 256"
                        + " bytes)");
        expect(
                () -> TriangleGeometry.of(data, 0),
                "TriangleGeometry: count=0 (expected 1 to 715827882)");
        expect(
                () -> TriangleGeometry.of(data, Integer.MAX_VALUE),
                "TriangleGeometry: count=2147483647 (expected 1 to 715827882)");
        expect(
                () -> TriangleGeometry.indexed(data, 3, data, 22),
                "indices in Buffer 'data': offset=0 and 264 bytes (expected within its 256"
                        + " bytes)");
        expect(
                () -> geometry(data, Format.R8G8B8A8_UNORM, 12, 4),
                "TriangleGeometry: vertexFormat=R8G8B8A8_UNORM (expected one of");
        expect(
                () -> geometry(data, Format.R32G32B32_SFLOAT, 13, 4),
                "TriangleGeometry: stride=13 (expected a multiple of 4, from 12 to 4294967295)");
        expect(
                () -> geometry(data, Format.R32G32B32_SFLOAT, 12, 3),
                "TriangleGeometry: indexBytes=3 (expected 2 or 4)");
        expect(
                () -> TriangleGeometry.of(data, 1).withTransform(data, 240),
                "transform in Buffer 'data': offset=240 and 48 bytes (expected within its 256"
                        + " bytes)");
        expect(
                () -> new BoxGeometry(data, 0, 20, 1, Set.of()),
                "BoxGeometry: stride=20 (expected a multiple of 8, from 24 to 4294967295)");
        expect(
                () -> BoxGeometry.of(data, 11),
                "boxes in Buffer 'data': offset=0 and 264 bytes (expected within its 256 bytes)");
        expect(
                () -> BlasInput.of(TriangleGeometry.of(data, 1), BoxGeometry.of(data, 1)),
                "BlasInput: geometries mix triangles and boxes (expected one kind); build a"
                        + " structure of each kind");
        expect(BlasInput::of, "BlasInput: geometries is empty (expected at least one)");
        expect(
                () ->
                        BlasInput.of(TriangleGeometry.of(data, 1))
                                .with(BuildOption.PREFER_FAST_TRACE)
                                .with(BuildOption.PREFER_FAST_BUILD),
                "BlasInput: options has PREFER_FAST_TRACE and PREFER_FAST_BUILD (expected one of"
                        + " them at most)");
        expect(
                () -> TlasInput.of(data, 5),
                "instances in Buffer 'data': offset=0 and 320 bytes (expected within its 256"
                        + " bytes)");
        BlasInput odd =
                BlasInput.of(
                        new TriangleGeometry(
                                data,
                                2,
                                Format.R32G32B32_SFLOAT,
                                12,
                                3,
                                null,
                                0,
                                0,
                                1,
                                null,
                                0,
                                Set.of()));
        expect(
                () -> device.buildSizes(odd),
                "vertices in Buffer 'data' at offset=2 begin at the device address 0x"
                        + Long.toHexString(data.deviceAddress() + 2)
                        + " (expected a multiple of 4)");
        expect(
                () -> device.buildSizes(new TlasInput(data, 8, 1, false, List.of(), Set.of())),
                "instances in Buffer 'data' at offset=8 begin at the device address 0x"
                        + Long.toHexString(data.deviceAddress() + 8)
                        + " (expected a multiple of 16)");
    }

    private static TriangleGeometry geometry(
            Buffer data, Format format, long stride, int indexBytes) {
        return new TriangleGeometry(
                data, 0, format, stride, 3, data, 0, indexBytes, 1, null, 0, Set.of());
    }

    private static void expect(Runnable wrong, String message) {
        assertThatThrownBy(wrong::run)
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void instancesAreLaidOutAsVulkanReadsThem() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(80);
            Matrix4x3f matrix = new Matrix4x3f().translation(4, 5, 6).scale(2, 3, 7);
            new BlasInstance(
                            0x1234_5678_9ABCL,
                            matrix,
                            0xABCDEF,
                            0x81,
                            0x123456,
                            Set.of(InstanceOption.FORCE_OPAQUE, InstanceOption.NO_CULLING))
                    .write(bytes, 16);
            assertThat(bytes.asSlice(16, 48).toArray(ValueLayout.JAVA_FLOAT))
                    .containsExactly(2, 0, 0, 4, 0, 3, 0, 5, 0, 0, 7, 6);
            assertThat(bytes.get(ValueLayout.JAVA_INT, 64)).isEqualTo(0x81ABCDEF);
            assertThat(bytes.get(ValueLayout.JAVA_INT, 68)).isEqualTo(0x05123456);
            assertThat(bytes.get(ValueLayout.JAVA_LONG, 72)).isEqualTo(0x1234_5678_9ABCL);
            expect(
                    () -> new BlasInstance(0, matrix, 0, 0, 0, Set.of()).write(bytes, 32),
                    "BlasInstance: offset=32, bytes=64 do not lie in memory of 80 bytes");
        }
        expect(
                () -> new BlasInstance(0, new Matrix4x3f(), 1 << 24, 0, 0, Set.of()),
                "BlasInstance: customIndex=16777216 (expected 0 to 16777215)");
        expect(
                () -> new BlasInstance(0, new Matrix4x3f(), 0, 256, 0, Set.of()),
                "BlasInstance: mask=256 (expected 0 to 255)");
        expect(
                () -> new BlasInstance(0, new Matrix4x3f(), 0, 0, -1, Set.of()),
                "BlasInstance: recordOffset=-1 (expected 0 to 16777215)");
    }
}
