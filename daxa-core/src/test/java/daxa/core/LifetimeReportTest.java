package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.driver.NativeKind;
import daxa.core.lifetime.LifetimeReport;
import daxa.core.resource.Buffer;
import daxa.testing.Gpu;
import daxa.testing.GpuSetup;

import org.junit.jupiter.api.Test;

/// L19: what reports tell.
class LifetimeReportTest extends LifetimeRules {
    @Test
    @GpuSetup(queues = 2)
    void l19AZombieSaysWhatItWaitsFor(Gpu gpu) {
        Buffer buffer = buffer(gpu, "buffer");
        queue(gpu, 0).submit();
        queue(gpu, 1).submit(fill(recorder(gpu, 1), buffer));
        long cpu = gpu.device().cpuTimeline();
        buffer.close();
        LifetimeReport report = gpu.device().lifetimeReport();
        assertThat(report.cpuTimeline()).isEqualTo(cpu);
        assertThat(report.gpuTimeline()).isEqualTo(cpu - 2);
        LifetimeReport.ObjectInfo zombie = report.objects().getFirst();
        assertThat(zombie.state()).isEqualTo(LifetimeReport.State.ZOMBIE);
        assertThat(zombie.stamp()).isEqualTo(cpu);
        assertThat(zombie.waitsFor()).isEqualTo("GPU timeline " + cpu + " (now " + (cpu - 2) + ")");
        LifetimeReport.ObjectInfo recording =
                report.objects().stream()
                        .filter(info -> info.type().equals("ExecutableCommands"))
                        .findFirst()
                        .orElseThrow();
        assertThat(recording.state()).isEqualTo(LifetimeReport.State.ZOMBIE);
        assertThat(recording.waitsFor())
                .isEqualTo("GPU timeline " + cpu + " (now " + (cpu - 1) + ")");
        assertThat(zombie.toString())
                .startsWith(
                        "Buffer 'buffer': ZOMBIE, references 0, open children 0, holds 0, bytes 64")
                .contains(", stamp " + cpu + ", waits for GPU timeline " + cpu + " (now ");
        assertThat(report.types().getFirst())
                .isEqualTo(new LifetimeReport.TypeCount("Buffer", 0, 0, 1, 64));
    }

    @Test
    void l19AReferenceThatIsNeverClosedIsReported(Gpu gpu) throws InterruptedException {
        gpu.expectLeftovers();
        gpu.expectLog("LEAK: a reference to Buffer 'lost' became unreachable without close()");
        lose(gpu);
        for (int i = 0; i < 100 && gpu.device().lifetimeReport().leaks() == 0; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(gpu.device().lifetimeReport().leaks()).isEqualTo(1);
        gpu.instance().flushMessages(Gpu.LONG);
        assertThat(gpu.logged().getFirst())
                .contains("created at ")
                .contains("; close each reference when it is no longer wanted");
        assertThat(gpu.instance().nativeObjects().open(NativeKind.BUFFER)).isEqualTo(3);
    }

    private static void lose(Gpu gpu) {
        assertThat(buffer(gpu, "lost").isClosed()).isFalse();
    }
}
