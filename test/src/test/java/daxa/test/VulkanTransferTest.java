package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.ExecutableCommands;
import daxa.core.command.Queue;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.transfer.Readback;
import daxa.core.transfer.StagingInfo;
import daxa.core.transfer.Uploader;
import daxa.testing.CallTimes;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;
import daxa.testing.TransferContract;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The transfers on the software driver, under validation.
@OnDriver(Gpu.Kind.VULKAN)
class VulkanTransferTest extends TransferContract {
    private static final long LARGE = 256L << 20;

    /// The host copies 256 MiB on one thread, while another one submits to the same queue.
    @Test
    void rowW13ALargeUploadHoldsUpNoSubmit(Gpu gpu) {
        Buffer target = gpu.own(gpu.device().createBuffer(BufferInfo.of("target", LARGE)));
        Buffer other = gpu.own(gpu.device().createBuffer(BufferInfo.of("other", 64)));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("other"));
        Uploader uploader =
                gpu.own(
                        gpu.device()
                                .createUploader(StagingInfo.of("large").withDeadline(Gpu.LONG)));
        Queue queue = gpu.device().mainQueue();
        CallTimes times = new CallTimes();
        int submits = 0;
        long start = System.nanoTime();
        try (Arena arena = Arena.ofShared()) {
            MemorySegment data = arena.allocate(LARGE).fill((byte) 7);
            CompletableFuture<Void> copied =
                    CompletableFuture.runAsync(
                            () -> uploader.upload(data, target, 0),
                            work -> Thread.ofPlatform().start(work));
            while (!copied.isDone()) {
                recorder.begin();
                recorder.barrier(Access.TRANSFER_WRITE, Access.TRANSFER_WRITE);
                recorder.fillBuffer(other, 0, 64, submits);
                ExecutableCommands commands = recorder.complete();
                times.begin("submit");
                queue.submit(commands);
                times.end();
                submits++;
                if (submits % 16 == 0) {
                    queue.awaitIdle(Gpu.LONG);
                }
            }
            copied.join();
        }
        System.out.printf(
                "256 MiB uploaded in %d ms beside %d submits, the longest: %s%n",
                (System.nanoTime() - start) / 1_000_000,
                submits,
                CallTimes.longest(List.of(times)));
        assertThat(submits).isGreaterThan(10);
        assertThat(CallTimes.stalls(List.of(times))).isEmpty();
        uploader.finish(Gpu.LONG);
        Readback readback = gpu.own(gpu.device().createReadback(StagingInfo.of("down")));
        for (long at : new long[] {0, LARGE - 1000}) {
            byte[] read = new byte[1000];
            readback.read(target, at, MemorySegment.ofArray(read)).await(Gpu.LONG);
            assertThat(read).containsOnly(7);
        }
    }
}
