package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import daxa.core.command.CommandRecorder;
import daxa.core.command.RenderPassInfo;
import daxa.core.command.RenderRecorder;
import daxa.core.concurrent.Immutable;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.ConcurrentUseException;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;
import daxa.testing.Latches;
import daxa.testing.OnDriver;
import daxa.testing.Stress;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// What the annotations of the thread contract promise, shown by behaviour.
@OnDriver(Gpu.Kind.SIMULATED)
class ThreadContractTest {
    // ---------------------------------------------------------------- @ExternallySynchronized

    @Test
    void w2TwoThreadsInARecorderAreNamed(Gpu gpu) throws InterruptedException {
        Buffer buffer = gpu.own(gpu.device().createBuffer(BufferInfo.of("buffer", 64)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.FILL_BUFFER) {
                                inside.countDown();
                                Latches.await(done);
                            }
                        });
        Thread first =
                Thread.ofPlatform()
                        .name("first")
                        .start(() -> recorder.fillBuffer(buffer, 0, 64, 1));
        inside.await();
        Throwable refused =
                onThread("second", () -> recorder.copyBuffer(buffer, 0, buffer, 32, 16));
        assertThat(refused)
                .isInstanceOf(ConcurrentUseException.class)
                .hasMessage(
                        "CommandRecorder 'recorder' is used by two threads at once: 'second' in"
                                + " copyBuffer, 'first' in fillBuffer; give each thread its own, or"
                                + " hand it over so that one use happens before the next");
        assertThat(refused.getSuppressed()).hasSize(1);
        assertThat(refused.getSuppressed()[0].getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("fillBuffer"));
        done.countDown();
        first.join();
        gpu.device().mainQueue().submit(recorder.complete());
    }

    @Test
    void aCloseThatMeetsAnotherThreadChangesNothing(Gpu gpu) throws InterruptedException {
        Buffer buffer = gpu.own(gpu.device().createBuffer(BufferInfo.of("buffer", 64)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.FILL_BUFFER) {
                                inside.countDown();
                                Latches.await(done);
                            }
                        });
        Thread first =
                Thread.ofPlatform()
                        .name("first")
                        .start(() -> recorder.fillBuffer(buffer, 0, 64, 1));
        inside.await();
        assertThat(onThread("second", recorder::close))
                .isInstanceOf(ConcurrentUseException.class)
                .hasMessageContaining("'second' in close, 'first' in fillBuffer");
        done.countDown();
        first.join();
        assertThat(recorder.isClosed()).isFalse();
        gpu.device().mainQueue().submit(recorder.complete());
    }

    @Test
    void aRenderPassIsPartOfItsRecorder(Gpu gpu) throws InterruptedException {
        Image image =
                gpu.own(
                        gpu.device()
                                .createImage(
                                        ImageInfo.of2D(
                                                "image",
                                                Format.R8G8B8A8_UNORM,
                                                4,
                                                4,
                                                ImageUsage.COLOR_ATTACHMENT)));
        ImageView view = gpu.own(gpu.device().createImageView(ImageViewInfo.of(image)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        RenderRecorder pass = recorder.beginRenderPass(new RenderPassInfo().loadColor(0, view));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        gpu.driver()
                .onCall(
                        call -> {
                            if (call.call() == DriverCall.SET_SCISSOR) {
                                inside.countDown();
                                Latches.await(done);
                            }
                        });
        Thread first = Thread.ofPlatform().name("first").start(() -> pass.setScissor(0, 0, 2, 2));
        inside.await();
        assertThat(onThread("second", () -> pass.setViewport(0, 0, 2, 2)))
                .isInstanceOf(ConcurrentUseException.class)
                .hasMessageContaining("'second' in setViewport, 'first' in setScissor");
        done.countDown();
        first.join();
        pass.end();
        gpu.device().mainQueue().submit(recorder.complete());
    }

    @Test
    @GpuSetup(autoComplete = true)
    void s3ARecorderMovesBetweenThreads(Gpu gpu) throws InterruptedException {
        Buffer buffer = gpu.own(gpu.device().createBuffer(BufferInfo.of("buffer", 64)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        for (int i = 0; i < 200; i++) {
            Runnable[] steps = {
                recorder::begin,
                () -> recorder.fillBuffer(buffer, 0, 64, 1),
                () -> gpu.device().mainQueue().submit(recorder.complete())
            };
            for (Runnable step : steps) {
                Thread.Builder builder = i % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform();
                Throwable[] thrown = new Throwable[1];
                Thread thread = builder.start(() -> thrown[0] = catchThrowable(step::run));
                thread.join();
                assertThat(thrown[0]).isNull();
            }
        }
    }

    private static Throwable onThread(String name, Runnable code) throws InterruptedException {
        Throwable[] thrown = new Throwable[1];
        Thread.ofPlatform().name(name).start(() -> thrown[0] = catchThrowable(code::run)).join();
        return thrown[0];
    }

    // ---------------------------------------------------------------- @ThreadSafe

    @Test
    @GpuSetup(queues = 3, capacity = 4096, autoComplete = true)
    void w1SixteenThreadsOnOneDevice(Gpu gpu) throws InterruptedException {
        Stress.run(gpu, 16, 300);
    }

    @Test
    void s5AnInterruptEndsAWait(Gpu gpu) throws InterruptedException {
        gpu.device().mainQueue().submit();
        Throwable[] thrown = new Throwable[1];
        Thread waiter =
                Thread.ofPlatform()
                        .start(
                                () ->
                                        thrown[0] =
                                                catchThrowable(
                                                        () ->
                                                                gpu.device()
                                                                        .mainQueue()
                                                                        .awaitIdle(Gpu.LONG)));
        waiter.interrupt();
        waiter.join();
        assertThat(thrown[0])
                .isInstanceOf(daxa.core.error.InterruptedWaitException.class)
                .hasMessage(
                        "the wait for submission 1 of queue 'main' of device 'gpu' was"
                                + " interrupted");
        assertThatThrownBy(() -> gpu.device().mainQueue().awaitIdle(Duration.ofMillis(20)))
                .isInstanceOf(daxa.core.error.DeadlineException.class)
                .hasMessage(
                        "submission 1 of queue 'main' of device 'gpu' did not finish within"
                                + " PT0.02S; finished so far: 0");
    }

    // ---------------------------------------------------------------- @Immutable

    @Test
    void s1ImmutableRecordsHaveImmutableParts() throws Exception {
        int records = 0;
        for (Class<?> type : PublicTypes.all()) {
            if (type.isAnnotationPresent(Immutable.class) && type.isRecord()) {
                records++;
                for (RecordComponent component : type.getRecordComponents()) {
                    assertThat(isImmutable(component.getType()))
                            .as(type.getSimpleName() + "." + component.getName())
                            .isTrue();
                }
            }
        }
        assertThat(records).isGreaterThan(20);
    }

    // Collections are copied by the records' constructors; shader code is read-only memory.
    private static boolean isImmutable(Class<?> type) {
        return type.isPrimitive()
                || type.isEnum()
                || type == String.class
                || type == Duration.class
                || type == java.nio.file.Path.class
                || type == Class.class
                // Read-only, and copied too.
                || type == org.joml.Matrix4x3fc.class
                || type == Consumer.class
                || type == Runnable.class
                || Set.of(List.class, Set.class, java.util.Map.class, Optional.class).contains(type)
                || type == MemorySegment.class
                || type.isAnnotationPresent(Immutable.class)
                // The record says which object, not how it is; the object has a contract of its
                // own.
                || type.isAnnotationPresent(daxa.core.concurrent.ThreadSafe.class)
                || type.isAnnotationPresent(daxa.core.concurrent.ThreadConfined.class);
    }
}
