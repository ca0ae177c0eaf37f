package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.lifetime.Counted;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.testing.Gpu;

import org.junit.jupiter.api.Test;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/// L14: mapped memory in native calls.
class LifetimeMappingTest extends LifetimeRules {
    @Test
    void l14ACloseDuringANativeCallIsRetried(Gpu gpu) throws InterruptedException {
        Linker linker = Linker.nativeLinker();
        MethodHandle nanosleep =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("nanosleep"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        Buffer buffer = gpu.device().createBuffer(BufferInfo.of("mapped", 64).upload());
        Counted object = buffer.object();
        MemorySegment mapped = buffer.mapped();
        mapped.set(ValueLayout.JAVA_LONG, 0, 0);
        mapped.set(ValueLayout.JAVA_LONG, 8, 600_000_000);
        CountDownLatch calling = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread sleeper =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    calling.countDown();
                                    try {
                                        var _ =
                                                (int)
                                                        nanosleep.invokeExact(
                                                                mapped, MemorySegment.NULL);
                                    } catch (Throwable e) {
                                        thrown.set(e);
                                    }
                                });
        calling.await();
        Thread.sleep(150);
        buffer.close();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isFalse();
        sleeper.join();
        assertThat(thrown.get()).isNull();
        gpu.device().collectGarbage();
        assertThat(object.isDestroyed()).isTrue();
        assertThatThrownBy(() -> mapped.get(ValueLayout.JAVA_LONG, 0))
                .isInstanceOf(IllegalStateException.class);
    }
}
