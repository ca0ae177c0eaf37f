package daxa.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.DeviceLimits;
import daxa.core.driver.Feature;
import daxa.core.driver.RayTracingLimits;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.driver.simulated.SimulatedAdapter;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.error.ChildrenAliveException;
import daxa.core.error.ClosedException;
import daxa.core.error.VulkanException;
import daxa.core.error.VulkanResult;
import daxa.core.lifetime.LifetimeMode;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.pipeline.RayTracingLibrary;
import daxa.core.pipeline.RayTracingPipeline;
import daxa.core.pipeline.RayTracingPipelineInfo;
import daxa.core.pipeline.ShaderBindingTable;
import daxa.core.pipeline.ShaderBindingTableInfo;
import daxa.core.pipeline.ShaderGroup;
import daxa.core.pipeline.ShaderStage;
import daxa.core.pipeline.TablePart;
import daxa.core.resource.Buffer;
import daxa.core.struct.GpuStruct;
import daxa.core.struct.Structs;
import daxa.testing.GpuSetup;
import daxa.testing.Limits;
import daxa.testing.Shaders;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Consumer;

/// Shader binding tables and the commands that trace with them: what they ask of the driver, and
/// what is refused. The simulated driver looks at each record of a table that is traced with.
class TraceTest extends RayTracingFixture {
    private static final DriverCall[] TRACES = {
        DriverCall.BIND_PIPELINE,
        DriverCall.PUSH_CONSTANTS,
        DriverCall.SET_RAY_TRACING_STACK_SIZE,
        DriverCall.TRACE_RAYS,
        DriverCall.TRACE_RAYS_INDIRECT
    };

    /// The data of a record, in the memory of the table.
    private byte[] data(ShaderBindingTable table, TablePart part, int index, int size) {
        int offset = (int) table.dataOffset(part, index, size);
        byte[] all = gpu.simulated().bytes(table.nativeBuffer());
        return Arrays.copyOfRange(all, offset, offset + size);
    }

    // ---------------------------------------------------------------- tables

    @Test
    void recordsStandInTheirPartsInOrder() {
        RayTracingPipeline pipeline = pipeline(info());
        ShaderBindingTable table = table(pipeline);
        assertThat(table.count(TablePart.RAYGEN)).isEqualTo(2);
        assertThat(table.count(TablePart.MISS)).isEqualTo(2);
        assertThat(table.count(TablePart.HIT)).isEqualTo(3);
        assertThat(table.count(TablePart.CALLABLE)).isEqualTo(1);
        assertThat(table.indexOf("camera")).isZero();
        assertThat(table.indexOf("probe")).isEqualTo(1);
        assertThat(table.indexOf("mesh")).isZero();
        assertThat(table.indexOf("sphere")).isEqualTo(2);
        refused(
                () -> table.indexOf("nothing"),
                "ShaderBindingTable 'table' has no record of group 'nothing' (expected one of"
                        + " [mesh, camera, sky, probe, shadow, sphere, sun])");
        // The handle has 32 bytes, and records are apart by multiples of 32, raygens of 64.
        assertThat(table.dataSize(TablePart.RAYGEN)).isEqualTo(32);
        assertThat(table.dataSize(TablePart.MISS)).isZero();
        assertThat(table.dataSize(TablePart.HIT)).isEqualTo(32);
        MemorySegment second = MemorySegment.ofArray(data(table, TablePart.HIT, 1, 16));
        assertThat(MATERIAL.read(second, 0).number()).isEqualTo(2);
        assertThat(data(table, TablePart.HIT, 2, 16)).containsOnly(0);
        assertThat(table.info().records()).hasSize(8);
    }

    @Test
    void aTableOfAllGroups() {
        RayTracingPipelineInfo info =
                RayTracingPipelineInfo.of(
                        "rays",
                        ShaderGroup.triangles("mesh"),
                        ShaderGroup.raygen("camera", shader(ShaderStage.RAYGEN)),
                        ShaderGroup.triangles("wall"));
        RayTracingPipeline pipeline = pipeline(info);
        ShaderBindingTable table = table(ShaderBindingTableInfo.of("all", pipeline));
        assertThat(table.indexOf("wall")).isEqualTo(1);
        assertThat(table.count(TablePart.MISS)).isZero();
        assertThat(table.dataSize(TablePart.MISS)).isZero();
        run(
                r -> {
                    r.setPipeline(pipeline);
                    r.trace(table, 0, 1, 1, 1);
                });
    }

    @ParameterizedTest
    @CsvSource({"32, 32, 64", "32, 64, 64", "32, 16, 32", "32, 32, 128", "48, 64, 256"})
    void defect28EveryRecordOfEveryPartIsWhereTracesLookForIt(
            int handleSize, int handleAlignment, int baseAlignment) {
        RayTracingLimits all = SimulatedAdapter.LIMITS.rayTracing();
        RayTracingLimits limits =
                new RayTracingLimits(
                        all.maxGeometryCount(),
                        all.maxInstanceCount(),
                        all.maxPrimitiveCount(),
                        all.maxAccelerationStructures(),
                        all.scratchAlignment(),
                        handleSize,
                        handleAlignment,
                        baseAlignment,
                        all.maxShaderGroupStride(),
                        all.maxRecursionDepth(),
                        all.maxRays(),
                        all.maxHitAttributeSize());
        on(
                Limits.with(SimulatedAdapter.LIMITS, "rayTracing", limits),
                device -> {
                    for (int raygens = 1; raygens <= 4; raygens++) {
                        for (int others = 0; others <= 3; others++) {
                            for (int data = 0; data <= 100; data += 20) {
                                traceAll(device, raygens, others, data);
                            }
                        }
                    }
                });
    }

    private static void on(DeviceLimits limits, Consumer<Device> use) {
        SimulatedDriver driver =
                new SimulatedDriver().adapters(new SimulatedAdapter("other").withLimits(limits));
        driver.autoComplete(true);
        DeviceInfo info = DeviceInfo.of("other").require(Feature.RAY_TRACING_PIPELINE);
        try (Instance instance = Instance.create(InstanceInfo.of("other"), driver);
                Device device = instance.createDevice(info)) {
            use.accept(device);
        }
        assertThat(driver.faults()).isEmpty();
        assertThat(driver.liveObjects()).isEmpty();
    }

    // Groups that a pipeline has in any order, of libraries too; each raygen record is traced from.
    private static void traceAll(Device device, int raygens, int others, int bytes) {
        MemorySegment data = MemorySegment.ofArray(new byte[bytes]);
        try (RayTracingLibrary library =
                        device.createRayTracingLibrary(
                                RayTracingPipelineInfo.of(
                                        "library",
                                        ShaderGroup.miss("sky", shader(ShaderStage.MISS)),
                                        ShaderGroup.raygen("probe", shader(ShaderStage.RAYGEN))));
                RayTracingPipeline pipeline =
                        device.createRayTracingPipeline(
                                RayTracingPipelineInfo.of(
                                                "rays",
                                                ShaderGroup.triangles("mesh"),
                                                ShaderGroup.raygen(
                                                        "camera", shader(ShaderStage.RAYGEN)),
                                                ShaderGroup.callable(
                                                        "lamp", shader(ShaderStage.CALLABLE)))
                                        .with(library))) {
            ShaderBindingTableInfo info = ShaderBindingTableInfo.empty("table", pipeline);
            for (int i = 0; i < raygens; i++) {
                info = info.with(i % 2 == 0 ? "probe" : "camera", data);
            }
            for (int i = 0; i < others; i++) {
                info = info.with("mesh", data).with("sky").with("lamp", data);
            }
            try (ShaderBindingTable table = device.createShaderBindingTable(info);
                    CommandRecorder recorder = device.createCommandRecorder("recorder")) {
                recorder.begin();
                recorder.setPipeline(pipeline);
                for (int i = 0; i < raygens; i++) {
                    recorder.trace(table, i, 4, 4, 1);
                }
                device.mainQueue().submit(recorder.complete());
            }
        }
    }

    @Test
    void tablesThatCannotWorkAreRefused() {
        RayTracingPipeline pipeline = pipeline(info());
        ShaderBindingTableInfo empty = ShaderBindingTableInfo.empty("table", pipeline);
        refused(
                () -> gpu.device().createShaderBindingTable(empty.with("sky")),
                "ShaderBindingTable 'table' has no record of a group of kind=RAYGEN (expected at"
                        + " least 1, from which rays start)");
        refusedWith(() -> empty.with("wall"), "RayTracingPipeline 'rays' has no group 'wall'");
        refused(
                () -> empty.with("camera").with("mesh"),
                "ShaderBindingTable 'table': record 1, of group 'mesh', has 0 bytes of data"
                        + " (expected at least 16, which shader 'painted.rchit' reads)");
        refusedWith(
                () -> ShaderBindingTableInfo.of("table", pipeline),
                "record 4, of group 'mesh', has 0 bytes");
        refused(
                () ->
                        gpu.device()
                                .createShaderBindingTable(
                                        empty.with("camera")
                                                .with(
                                                        "sky",
                                                        MemorySegment.ofArray(new byte[4080]))),
                "ShaderBindingTable 'table': records of part=MISS have 4080 bytes of data, which"
                        + " makes 4128 with the handle (expected up to 4096 on this device)");
        table(empty.with("camera").with("sky", MemorySegment.ofArray(new byte[4064])));
    }

    @GpuStruct
    record Paint(int number, float shine) {}

    @Test
    void dataIsTheStructThatTheShadersRead() {
        ShaderBindingTableInfo empty = ShaderBindingTableInfo.empty("table", pipeline(info()));
        refused(
                () -> empty.with("mesh", Structs.of(Paint.class), new Paint(1, 2)),
                "ShaderBindingTable 'table': the data of group 'mesh' is not struct 'Paint':"
                        + " 'color' at 0 with 12 bytes in painted.rchit is 'number' at 0 with 4"
                        + " bytes in Java; 'number' at 12 with 4 bytes in painted.rchit is 'shine'"
                        + " at 4 with 4 bytes in Java. Let the shader include <Paint>.");
        // Groups whose shaders read nothing take anything.
        empty.with("sky", Structs.of(Paint.class), new Paint(1, 2));
    }

    @Test
    void failuresOfTheDriverLeaveNothing() {
        RayTracingPipeline pipeline = pipeline(info());
        for (DriverCall call :
                new DriverCall[] {DriverCall.SHADER_GROUP_HANDLES, DriverCall.CREATE_BUFFER}) {
            gpu.driver().failNext(call, VulkanResult.OUT_OF_HOST_MEMORY);
            assertThatThrownBy(() -> gpu.device().createShaderBindingTable(tableInfo(pipeline)))
                    .isInstanceOf(VulkanException.class)
                    .hasMessageContaining(call.vulkanName())
                    .hasMessageContaining("'table'");
        }
        table(pipeline);
    }

    // ---------------------------------------------------------------- traces

    @Test
    void tracesReachTheDriver() {
        RayTracingPipeline pipeline = pipeline(info());
        ShaderBindingTable table = table(pipeline);
        Buffer arguments = buffer(64);
        assertThat(
                        run(
                                r -> {
                                    r.setPipeline(pipeline);
                                    r.pushConstants(MemorySegment.ofArray(new int[] {7, 8}));
                                    r.trace(table, 1, 640, 480, 1);
                                    r.trace(table, 0, 0, 1, 1);
                                    r.traceIndirect(table, table.indexOf("probe"), arguments, 52);
                                },
                                TRACES))
                .containsExactly(
                        "bindPipeline [1000165000]",
                        "pushConstants [0, 8, 7, 8]",
                        "traceRays [1, 640, 480, 1]",
                        "traceRays [0, 0, 1, 1]",
                        "traceRaysIndirect [1, 52]");
    }

    @Test
    void aBarrierComesBeforeATrace() {
        RayTracingPipeline pipeline = pipeline(info());
        ShaderBindingTable table = table(pipeline);
        Buffer arguments = buffer(64);
        assertThat(
                        run(
                                r -> {
                                    r.setPipeline(pipeline);
                                    r.barrier(Access.BUILD_WRITE, Access.RAY_TRACING_READ);
                                    r.trace(table, 0, 1, 1, 1);
                                    r.barrier(Access.RAY_TRACING_WRITE, Access.RAY_TRACING_READ);
                                    r.traceIndirect(table, 0, arguments, 0);
                                },
                                DriverCall.MEMORY_BARRIER,
                                DriverCall.TRACE_RAYS,
                                DriverCall.TRACE_RAYS_INDIRECT))
                .containsExactly(
                        "memoryBarrier [33554432, 4194304, 2097152, 2097184]",
                        "traceRays [0, 1, 1, 1]",
                        "memoryBarrier [2097152, 64, 2097152, 2097184]",
                        "traceRaysIndirect [0, 0]");
    }

    @Test
    void thePipelineThatWasBoundLastIsTheOneThatRuns() {
        RayTracingPipeline pipeline = pipeline(info());
        ShaderBindingTable table = table(pipeline);
        ComputePipeline compute =
                gpu.own(
                        gpu.device()
                                .createComputePipeline(
                                        ComputePipelineInfo.of("compute", Shaders.compute(4))));
        recorder.begin();
        refused(
                () -> recorder.trace(table, 0, 1, 1, 1),
                "trace was called on CommandRecorder 'recorder' without a ray tracing pipeline;"
                        + " call setPipeline first");
        refused(
                () -> recorder.pushConstants(MemorySegment.NULL),
                "pushConstants was called on CommandRecorder 'recorder' without a compute or ray"
                        + " tracing pipeline; call setPipeline first");
        recorder.setPipeline(compute);
        recorder.setPipeline(pipeline);
        refused(
                () -> recorder.dispatch(1, 1, 1),
                "dispatch was called on CommandRecorder 'recorder' without a compute pipeline; call"
                        + " setPipeline first");
        recorder.pushConstants(MemorySegment.ofArray(new byte[8]));
        recorder.trace(table, 0, 1, 1, 1);
        recorder.setPipeline(compute);
        recorder.pushConstants(MemorySegment.ofArray(new byte[4]));
        recorder.dispatch(1, 1, 1);
        refusedWith(
                () -> recorder.traceIndirect(table, 0, buffer(64), 0),
                "traceIndirect was called on CommandRecorder 'recorder' without a ray tracing");
        recorder.discard();
        recorder.begin();
        refusedWith(() -> recorder.trace(table, 0, 1, 1, 1), "without a ray tracing pipeline");
        recorder.discard();
    }

    @Test
    void tablesOfOtherPipelinesAreRefused() {
        RayTracingPipeline pipeline = pipeline(info());
        RayTracingPipeline other =
                pipeline(
                        RayTracingPipelineInfo.of(
                                "other", ShaderGroup.raygen("camera", shader(ShaderStage.RAYGEN))));
        ShaderBindingTable table = table(ShaderBindingTableInfo.of("table", other));
        recorder.begin();
        recorder.setPipeline(pipeline);
        refused(
                () -> recorder.trace(table, 0, 1, 1, 1),
                "trace on CommandRecorder 'recorder': ShaderBindingTable 'table' is one of"
                        + " RayTracingPipeline 'other', but RayTracingPipeline 'rays' is bound;"
                        + " make a table for each pipeline");
        recorder.setPipeline(other);
        recorder.trace(table, 0, 1, 1, 1);
        recorder.discard();
    }

    @Test
    void recordsThatAreNotThereAreRefused() {
        RayTracingPipeline pipeline = pipeline(info());
        ShaderBindingTable table = table(pipeline);
        recorder.begin();
        recorder.setPipeline(pipeline);
        refused(
                () -> recorder.trace(table, 2, 1, 1, 1),
                "trace on CommandRecorder 'recorder': raygen=2 (expected 0 to 1, the ray generation"
                        + " records of ShaderBindingTable 'table')");
        refusedWith(() -> recorder.traceIndirect(table, -1, buffer(64), 0), "raygen=-1");
        recorder.discard();
    }

    @Test
    void moreRaysThanTheLimitsAllowAreRefused() {
        RayTracingPipeline pipeline = pipeline(info());
        ShaderBindingTable table = table(pipeline);
        recorder.begin();
        recorder.setPipeline(pipeline);
        refused(
                () -> recorder.trace(table, 0, 1 << 16, 1 << 15, 1),
                "trace on CommandRecorder 'recorder': rays=65536x32768x1 (expected 0x0x0 to"
                        + " 67107840x67107840x4194240, and up to 1073741824 together, on this"
                        + " device)");
        refusedWith(() -> recorder.trace(table, 0, -1, 1, 1), "rays=-1x1x1");
        refusedWith(() -> recorder.trace(table, 0, 67_107_841, 1, 1), "rays=67107841x1x1");
        refusedWith(() -> recorder.trace(table, 0, 1, 67_107_841, 1), "rays=1x67107841x1");
        refusedWith(() -> recorder.trace(table, 0, 1, 1, 4_194_241), "rays=1x1x4194241");
        refusedWith(() -> recorder.trace(table, 0, 67_107_840, 67_107_840, 4_194_240), "rays=");
        recorder.trace(table, 0, 1 << 15, 1 << 15, 1);
        recorder.trace(table, 0, 67_107_840, 67_107_840, 0);
        recorder.discard();
    }

    @Test
    void argumentsThatTheGpuCannotReadAreRefused() {
        RayTracingPipeline pipeline = pipeline(info());
        ShaderBindingTable table = table(pipeline);
        Buffer arguments = buffer(64);
        recorder.begin();
        recorder.setPipeline(pipeline);
        refused(
                () -> recorder.traceIndirect(table, 0, arguments, 56),
                "traceIndirect with Buffer 'buffer': offset=56, bytes read=12 (expected inside of 0"
                        + " to 64, a multiple of 4)");
        refusedWith(() -> recorder.traceIndirect(table, 0, arguments, 2), "offset=2");
        recorder.discard();
    }

    @Test
    @GpuSetup(features = Feature.RAY_TRACING_PIPELINE)
    void indirectTracesNeedAFeature() {
        RayTracingPipeline pipeline = pipeline(info());
        ShaderBindingTable table = table(pipeline);
        recorder.begin();
        recorder.setPipeline(pipeline);
        refused(
                () -> recorder.traceIndirect(table, 0, buffer(64), 0),
                "traceIndirect needs the feature RAY_TRACING_INDIRECT, which device '"
                        + gpu.device().name()
                        + "' was created without");
        recorder.discard();
    }

    @Test
    void theStackHasItsDefaultUntilACommandSetsAnother() {
        RayTracingPipeline pipeline = pipeline(info().withDynamicStackSize());
        RayTracingPipeline fixed = pipeline(info());
        ShaderBindingTable table = table(pipeline);
        assertThat(
                        run(
                                r -> {
                                    r.setPipeline(pipeline);
                                    r.trace(table, 0, 1, 1, 1);
                                    r.setRayTracingStackSize(4096);
                                    r.trace(table, 0, 1, 1, 1);
                                    r.setPipeline(fixed);
                                },
                                TRACES))
                .containsExactly(
                        "bindPipeline [1000165000]",
                        "setRayTracingStackSize [" + pipeline.stackSize() + "]",
                        "traceRays [0, 1, 1, 1]",
                        "setRayTracingStackSize [4096]",
                        "traceRays [0, 1, 1, 1]",
                        "bindPipeline [1000165000]");
        recorder.begin();
        recorder.setPipeline(pipeline);
        refused(
                () -> recorder.setRayTracingStackSize(-1),
                "setRayTracingStackSize on CommandRecorder 'recorder': bytes=-1 (expected at least"
                        + " 0)");
        recorder.setPipeline(fixed);
        refused(
                () -> recorder.setRayTracingStackSize(64),
                "setRayTracingStackSize on CommandRecorder 'recorder': the stack of"
                        + " RayTracingPipeline 'rays' is not dynamic; create it with"
                        + " withDynamicStackSize()");
        recorder.discard();
    }

    // ---------------------------------------------------------------- updates

    @Test
    void theDataOfARecordChanges() {
        ShaderBindingTable table = table(pipeline(info()));
        run(
                r -> {
                    r.updateRecord(table, TablePart.HIT, 1, MATERIAL, material(9));
                    r.updateRecord(
                            table, TablePart.HIT, 2, MemorySegment.ofArray(new int[] {5, 6}));
                    r.updateRecord(table, TablePart.HIT, 0, MemorySegment.NULL);
                });
        MemorySegment first = MemorySegment.ofArray(data(table, TablePart.HIT, 0, 16));
        MemorySegment second = MemorySegment.ofArray(data(table, TablePart.HIT, 1, 16));
        assertThat(MATERIAL.read(first, 0).number()).isEqualTo(1);
        assertThat(MATERIAL.read(second, 0)).isEqualTo(material(9));
        assertThat(data(table, TablePart.HIT, 2, 12))
                .containsExactly(5, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void updatesThatDoNotFitAreRefused() {
        ShaderBindingTable table = table(pipeline(info()));
        recorder.begin();
        refused(
                () ->
                        recorder.updateRecord(
                                table, TablePart.HIT, 3, MemorySegment.ofArray(new int[1])),
                "ShaderBindingTable 'table': record 3 of part=HIT (expected 0 to 2)");
        refused(
                () ->
                        recorder.updateRecord(
                                table, TablePart.MISS, 0, MemorySegment.ofArray(new int[1])),
                "ShaderBindingTable 'table': record 0 of part=MISS is to hold 4 bytes of data"
                        + " (expected up to 0, what the largest record of the part was made with)");
        refused(
                () ->
                        recorder.updateRecord(
                                table, TablePart.HIT, 0, MemorySegment.ofArray(new byte[6])),
                "updateRecord of ShaderBindingTable 'table': size=6 (expected a multiple of 4, up"
                        + " to 65536)");
        refusedWith(
                () ->
                        recorder.updateRecord(
                                table, TablePart.HIT, 0, Structs.of(Paint.class), new Paint(1, 2)),
                "the data of group 'mesh' is not struct 'Paint'");
        recorder.discard();
    }

    // ---------------------------------------------------------------- lifetimes

    @Test
    void whatIsClosedInFlightLivesUntilItIsFinished() {
        RayTracingPipeline pipeline = gpu.device().createRayTracingPipeline(info());
        ShaderBindingTable table = gpu.device().createShaderBindingTable(tableInfo(pipeline));
        recorder.begin();
        recorder.setPipeline(pipeline);
        recorder.trace(table, 0, 1, 1, 1);
        // Closed before the submission already: recordings hold on to both.
        pipeline.close();
        table.close();
        gpu.device().mainQueue().submit(recorder.complete());
        gpu.device().collectGarbage();
        assertThat(gpu.driver().liveObjects()).contains("Pipeline 'rays'", "Buffer 'table'");
        gpu.finishAll();
        gpu.device().collectGarbage();
        assertThat(gpu.driver().liveObjects()).doesNotContain("Pipeline 'rays'", "Buffer 'table'");
    }

    @Test
    void aTableTracesWithAPipelineWhoseReferenceIsClosed() {
        RayTracingPipeline first = gpu.device().createRayTracingPipeline(info());
        RayTracingPipeline second = gpu.own(first.retain());
        ShaderBindingTable table = table(tableInfo(first));
        first.close();
        run(
                r -> {
                    r.setPipeline(second);
                    r.updateRecord(table, TablePart.HIT, 0, MATERIAL, material(3));
                    r.trace(table, 0, 1, 1, 1);
                });
        assertThatThrownBy(() -> gpu.device().createShaderBindingTable(table.info()))
                .isInstanceOf(ClosedException.class)
                .hasMessageStartingWith("RayTracingPipeline 'rays'");
    }

    @Test
    @GpuSetup(
            mode = LifetimeMode.PARENTS_MUST_OUTLIVE_CHILDREN,
            features = {Feature.RAY_TRACING_PIPELINE, Feature.RAY_TRACING_INDIRECT})
    void aStrictDeviceNamesTheTablesOfAPipeline() {
        RayTracingPipeline pipeline = gpu.device().createRayTracingPipeline(info());
        ShaderBindingTable table = gpu.device().createShaderBindingTable(tableInfo(pipeline));
        recorder.begin();
        recorder.setPipeline(pipeline);
        recorder.trace(table, 0, 1, 1, 1);
        gpu.device().mainQueue().submit(recorder.complete());
        assertThatThrownBy(pipeline::close)
                .isInstanceOf(ChildrenAliveException.class)
                .hasMessageContaining("RayTracingPipeline 'rays'")
                .hasMessageContaining("ShaderBindingTable 'table'");
        assertThat(pipeline.isClosed()).isFalse();
        // In flight, which is no violation.
        table.close();
        pipeline.close();
        gpu.finishAll();
        gpu.device().collectGarbage();
        assertThat(gpu.driver().liveObjects()).doesNotContain("Pipeline 'rays'", "Buffer 'table'");
    }

    @Test
    void closedTablesAreRefused() {
        RayTracingPipeline pipeline = pipeline(info());
        ShaderBindingTable table = gpu.device().createShaderBindingTable(tableInfo(pipeline));
        ShaderBindingTable again = gpu.own(table.retain());
        table.close();
        recorder.begin();
        recorder.setPipeline(pipeline);
        assertThatThrownBy(() -> recorder.trace(table, 0, 1, 1, 1))
                .isInstanceOf(ClosedException.class)
                .hasMessageStartingWith("ShaderBindingTable 'table'");
        recorder.trace(again, 0, 1, 1, 1);
        recorder.discard();
    }
}
