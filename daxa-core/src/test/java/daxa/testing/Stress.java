package daxa.testing;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.Device;
import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.Queue;
import daxa.core.command.RenderPassInfo;
import daxa.core.driver.QueueKind;
import daxa.core.error.UsageException;
import daxa.core.pipeline.ComputePipeline;
import daxa.core.pipeline.ComputePipelineInfo;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferId;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.Sampler;
import daxa.core.resource.SamplerInfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Many threads that create, record, submit, look up and close on one device at once (W1). Buffers
/// and pipelines are shared: one thread closes what another one uses at that moment.
public final class Stress {
    private static final int SHARED = 8;

    private final Device device;
    private final AtomicReferenceArray<Buffer> shared = new AtomicReferenceArray<>(SHARED);
    private final AtomicReferenceArray<ComputePipeline> pipelines =
            new AtomicReferenceArray<>(SHARED);
    private final ConcurrentLinkedQueue<BufferId> ids = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();

    private Stress(Gpu gpu) {
        this.device = gpu.device();
    }

    /// Runs threads until each has done its rounds, and closes what they shared.
    public static void run(Gpu gpu, int threads, int rounds) throws InterruptedException {
        long seed = RandomOperations.seed();
        System.out.println("stress: seed " + seed);
        Stress stress = new Stress(gpu);
        for (int i = 0; i < SHARED; i++) {
            stress.shared.set(i, stress.buffer("shared " + i));
            stress.pipelines.set(i, stress.pipeline("shared " + i));
        }
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Random random = new Random(seed + i);
            all.add(
                    Thread.ofPlatform()
                            .name("stress " + i)
                            .start(() -> stress.work(random, rounds, start)));
        }
        start.countDown();
        for (Thread thread : all) {
            thread.join();
        }
        for (int i = 0; i < SHARED; i++) {
            stress.shared.get(i).close();
            stress.pipelines.get(i).close();
        }
        for (Throwable failure : stress.failures) {
            throw new AssertionError("seed " + seed, failure);
        }
        System.out.println(
                "stress: " + stress.accepted + " submissions, " + stress.refused + " refused");
        assertThat(stress.accepted.get()).isGreaterThan(threads * rounds / 4);
    }

    private Buffer buffer(String name) {
        return device.createBuffer(BufferInfo.of(name, 256));
    }

    private ComputePipeline pipeline(String name) {
        return device.createComputePipeline(ComputePipelineInfo.of(name, Shaders.compute()));
    }

    private void work(Random random, int rounds, CountDownLatch start) {
        try {
            start.await();
            // Those that can dispatch.
            Queue queue = device.queues().get(random.nextInt(QueueKind.TRANSFER.first()));
            String name = Thread.currentThread().getName();
            try (CommandRecorder recorder = device.createCommandRecorder(name, queue)) {
                for (int i = 0; i < rounds && failures.isEmpty(); i++) {
                    round(random, recorder, queue, i);
                }
            }
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            failures.add(e);
        }
    }

    private void round(Random random, CommandRecorder recorder, Queue queue, int round) {
        replaceShared(random, round);
        try (Buffer own = buffer("own");
                Image image =
                        device.createImage(
                                ImageInfo.of2D(
                                        "image",
                                        Format.R8G8B8A8_UNORM,
                                        4,
                                        4,
                                        ImageUsage.TRANSFER_DST,
                                        ImageUsage.SAMPLED,
                                        ImageUsage.COLOR_ATTACHMENT));
                ImageView view = device.createImageView(ImageViewInfo.of(image));
                Sampler sampler = device.createSampler(SamplerInfo.linear("sampler"))) {
            assertThat(sampler.id()).isNotNull();
            ids.add(own.id());
            record(random, recorder, own, image, view);
            try (ExecutableCommands commands = recorder.complete()) {
                submit(queue, commands, random);
            }
        }
        lookUp();
        if (random.nextInt(20) == 0) {
            device.collectGarbage();
            device.lifetimeReport();
        }
    }

    // Whoever swaps a shared object out closes it, whatever the others do with it at that moment.
    private void replaceShared(Random random, int round) {
        int slot = random.nextInt(SHARED);
        if (round % 4 == 0) {
            shared.getAndSet(slot, buffer("shared " + slot)).close();
        }
        if (round % 16 == 0) {
            pipelines.getAndSet(slot, pipeline("shared " + slot)).close();
        }
    }

    private void record(
            Random random, CommandRecorder recorder, Buffer own, Image image, ImageView view) {
        recorder.begin();
        recorder.barrier(Access.ALL, Access.ALL);
        recorder.fillBuffer(own, 0, 256, 1);
        recorder.clearImage(image, 0, 0, 0, 0);
        recorder.barrier(Access.ALL, Access.ALL);
        if (recorder.queue().kind() == QueueKind.MAIN) {
            recorder.beginRenderPass(new RenderPassInfo().clearColor(0, view, 1, 1, 1, 1)).end();
        }
        try {
            recorder.fillBuffer(shared.get(random.nextInt(SHARED)), 0, 64, 2);
            recorder.setPipeline(pipelines.get(random.nextInt(SHARED)));
            recorder.dispatch(1, 1, 1);
        } catch (UsageException e) {
            refused.incrementAndGet();
        }
    }

    private void submit(Queue queue, ExecutableCommands commands, Random random) {
        try {
            var token = queue.submit(commands);
            accepted.incrementAndGet();
            if (random.nextInt(8) == 0) {
                token.await(Gpu.LONG);
            }
        } catch (UsageException e) {
            refused.incrementAndGet();
        }
    }

    private void lookUp() {
        BufferId id = ids.poll();
        if (id != null) {
            try {
                device.buffer(id).ifPresent(Buffer::close);
            } catch (UsageException e) {
                // It was destroyed meanwhile.
                assertThat(e).hasMessageContaining("is stale");
            }
        }
    }
}
