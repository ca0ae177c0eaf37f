package daxa.test.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.Device;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.OutOfMemoryException;
import daxa.core.error.VulkanResult;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskBuffer;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskQueue;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.OnDriver;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

/// Graphs of one device that use the same resources: what their executions wait for, and what not.
/// The GPU of these tests goes on when it is told to, and cannot go past a wait.
@OnDriver(Gpu.Kind.SIMULATED)
@GpuSetup(queues = 7)
class SharingExecutionTest {
    private static final int MAIN = 0;
    private static final int COMPUTE = 1;
    private static final int SIZE = 64;

    private Gpu gpu;
    private Device device;
    private Buffer shared;
    private Buffer other;

    @BeforeEach
    void makeThings(Gpu given) {
        gpu = given;
        device = gpu.device();
        shared = gpu.own(device.createBuffer(BufferInfo.of("shared", SIZE)));
        other = gpu.own(device.createBuffer(BufferInfo.of("other", SIZE)));
    }

    private TaskGraph writer(TaskQueue queue, Buffer buffer) {
        GraphBuilder builder = new GraphBuilder("writer");
        TaskBuffer target = builder.externalBuffer("target", SIZE);
        builder.compute("write").on(queue).writes(target);
        TaskGraph graph = gpu.own(TaskGraph.create(device, builder.build()));
        graph.bind(target, buffer);
        return graph;
    }

    private TaskGraph reader(TaskQueue queue, Buffer buffer) {
        GraphBuilder builder = new GraphBuilder("reader");
        TaskBuffer source = builder.externalBuffer("source", SIZE);
        builder.compute("read").on(queue).reads(source).sideEffect();
        TaskGraph graph = gpu.own(TaskGraph.create(device, builder.build()));
        graph.bind(source, buffer);
        return graph;
    }

    private void assertWaits(int queue) {
        assertThatThrownBy(() -> gpu.finish(queue)).isInstanceOf(IllegalStateException.class);
    }

    private void assertGoesOn(int queue) {
        assertThatCode(() -> gpu.finish(queue)).doesNotThrowAnyException();
    }

    @Test
    void aReaderOnAnotherQueueWaitsForTheWriter() {
        TaskGraph writer = writer(TaskQueue.COMPUTE_0, shared);
        TaskGraph reader = reader(TaskQueue.MAIN, shared);
        for (int i = 0; i < 4; i++) {
            writer.execute();
            reader.execute();
            assertWaits(MAIN);
            assertGoesOn(COMPUTE);
            assertGoesOn(MAIN);
        }
    }

    @Test
    void anotherReferenceIsTheSameResource() {
        TaskGraph writer = writer(TaskQueue.COMPUTE_0, shared);
        TaskGraph reader = reader(TaskQueue.MAIN, gpu.own(shared.retain()));
        writer.execute();
        reader.execute();
        assertWaits(MAIN);
    }

    @Test
    void whatUsesOtherResourcesDoesNotWait() {
        TaskGraph writer = writer(TaskQueue.COMPUTE_0, shared);
        TaskGraph reader = reader(TaskQueue.MAIN, other);
        for (int i = 0; i < 4; i++) {
            writer.execute();
            reader.execute();
            assertGoesOn(MAIN);
        }
    }

    @Test
    void readersDoNotWaitForEachOther() {
        TaskGraph one = reader(TaskQueue.COMPUTE_0, shared);
        TaskGraph two = reader(TaskQueue.MAIN, shared);
        for (int i = 0; i < 4; i++) {
            one.execute();
            two.execute();
            assertGoesOn(MAIN);
        }
    }

    /// After the GPU was far behind, another graph waits for the newest of many executions.
    @Test
    void theNewestOfManyExecutionsIsWaitedFor() {
        TaskGraph writer = writer(TaskQueue.COMPUTE_0, shared);
        TaskGraph reader = reader(TaskQueue.MAIN, shared);
        for (int i = 0; i < 20; i++) {
            writer.execute();
        }
        long before = gpu.simulated().submittedValue(COMPUTE);
        writer.execute();
        reader.execute();
        gpu.simulated().complete(COMPUTE, before);
        assertWaits(MAIN);
        assertGoesOn(COMPUTE);
        assertGoesOn(MAIN);
    }

    @Test
    void aClosedGraphIsNotForgotten() {
        TaskGraph writer = writer(TaskQueue.COMPUTE_0, shared);
        TaskGraph reader = reader(TaskQueue.MAIN, shared);
        for (int i = 0; i < 5; i++) {
            writer.execute();
        }
        writer.close();
        reader.execute();
        assertWaits(MAIN);
    }

    @Test
    void theNextExecutionOverlapsWithTheOneBefore() {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer scratch = builder.transientBuffer("scratch", SIZE);
        builder.compute("first").on(TaskQueue.COMPUTE_0).writes(scratch);
        builder.compute("second").on(TaskQueue.COMPUTE_0).reads(scratch).sideEffect();
        builder.compute("alone").writes(builder.persistentBuffer("kept", SIZE));
        TaskGraph graph = gpu.own(TaskGraph.create(device, builder.build()));
        for (int i = 0; i < 5; i++) {
            graph.execute();
            assertGoesOn(MAIN);
        }
    }

    @Test
    void aTaskMayExecuteAnotherGraph() {
        TaskGraph inner = writer(TaskQueue.MAIN, shared);
        GraphBuilder builder = new GraphBuilder("outer");
        builder.compute("nest").sideEffect().executes(task -> inner.execute());
        TaskGraph outer = gpu.own(TaskGraph.create(device, builder.build()));
        outer.execute();
        long number = inner.token(TaskQueue.MAIN).number();
        assertThat(number).isPositive();
        assertThat(outer.token(TaskQueue.MAIN).number()).isGreaterThan(number);
    }

    /// What a graph waits for is what was submitted before it, not before its tasks recorded.
    @Test
    void tasksRecordAgainBehindWhatWasExecutedMeanwhile() {
        TaskGraph writer = writer(TaskQueue.COMPUTE_0, shared);
        GraphBuilder builder = new GraphBuilder("reader");
        TaskBuffer source = builder.externalBuffer("source", SIZE);
        AtomicInteger recorded = new AtomicInteger();
        builder.compute("read")
                .reads(source)
                .sideEffect()
                .executes(
                        task -> {
                            if (recorded.getAndIncrement() % 3 == 1) {
                                writer.execute();
                            }
                        });
        TaskGraph reader = gpu.own(TaskGraph.create(device, builder.build()));
        reader.bind(source, shared);
        for (int i = 0; i < 4; i++) {
            reader.execute();
            assertGoesOn(MAIN);
            // Its tasks record twice.
            reader.execute();
            assertWaits(MAIN);
            assertGoesOn(COMPUTE);
            assertGoesOn(MAIN);
        }
        assertThat(recorded.get()).isEqualTo(12);
    }

    /// A submit fails behind one that was accepted: whoever comes next, on whichever queue, is
    /// behind what was accepted.
    @Test
    void afterAFailureAllQueuesStartAnew() {
        GraphBuilder builder = new GraphBuilder("frame");
        TaskBuffer target = builder.externalBuffer("target", SIZE);
        builder.compute("write").on(TaskQueue.COMPUTE_0).writes(target);
        builder.compute("read").reads(target).sideEffect();
        TaskGraph graph = gpu.own(TaskGraph.create(device, builder.build()));
        graph.bind(target, shared);
        graph.execute();
        gpu.finish(COMPUTE);
        gpu.finish(MAIN);
        TaskGraph reader = reader(TaskQueue.MAIN, other);
        reader.execute();
        gpu.finish(MAIN);
        gpu.driver().failNext(DriverCall.SUBMIT, 2, VulkanResult.OUT_OF_HOST_MEMORY);
        assertThatThrownBy(graph::execute).isInstanceOf(OutOfMemoryException.class);
        reader.execute();
        assertWaits(MAIN);
        assertGoesOn(COMPUTE);
        assertGoesOn(MAIN);
        graph.execute();
        assertWaits(MAIN);
        assertGoesOn(COMPUTE);
        assertGoesOn(MAIN);
    }

    @Test
    void aTaskMayCloseAndUpdateOtherGraphs() {
        TaskGraph closed = writer(TaskQueue.MAIN, shared);
        TaskGraph updated = writer(TaskQueue.COMPUTE_0, shared);
        GraphBuilder more = new GraphBuilder("more");
        TaskBuffer target = more.externalBuffer("target", SIZE);
        more.compute("first").on(TaskQueue.COMPUTE_0).writes(target);
        more.compute("second").on(TaskQueue.COMPUTE_0).readsWrites(target);
        GraphBuilder builder = new GraphBuilder("outer");
        builder.general("work")
                .sideEffect()
                .executes(
                        task -> {
                            closed.close();
                            updated.update(more.build());
                        });
        TaskGraph outer = gpu.own(TaskGraph.create(device, builder.build()));
        TaskGraph reader = reader(TaskQueue.MAIN, shared);
        closed.execute();
        closed.execute();
        updated.execute();
        outer.execute();
        updated.execute();
        reader.execute();
        assertWaits(MAIN);
        assertGoesOn(COMPUTE);
        assertGoesOn(MAIN);
    }
}
