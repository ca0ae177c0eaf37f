package daxa.core.driver.vulkan;

import static org.lwjgl.system.ffm.FFM.ffmConfigBuilder;
import static org.lwjgl.system.ffm.FFM.ffmGenerate;

import daxa.core.concurrent.ThreadSafe;

import org.lwjgl.system.ffm.FFMFunctionAddress;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;

/// Calls of functions that record commands, by address, one method for each list of parameters
/// after the command buffer: `I` an int, `J` a long, `F` a float.
///
/// There are two ways to call. [#DIRECT] leaves the thread in the JVM's eyes where it was, which
/// saves some 7 ns of a call of LWJGL; but such a call must not come back to Java, and a garbage
/// collection waits for it. A driver comes back from within any command if it has something to tell
/// a debug messenger, so [#DIRECT] is for instances without one. And it is for commands that are
/// short on every driver: state, draws, dispatches, traces, barriers, events, queries and labels.
/// Copies, clears, builds and passes, for which a driver may have to compile a shader of its own,
/// are called through LWJGL in any case, but for copies of query results, where it is known when.
///
/// See `java.lang.foreign.Linker.Option.critical`.
@ThreadSafe
interface CommandCalls {
    /// Calls that never come back to Java.
    CommandCalls DIRECT = generate(true);

    /// Calls that may come back to Java, as those of LWJGL.
    CommandCalls ORDINARY = generate(false);

    private static CommandCalls generate(boolean critical) {
        return ffmGenerate(
                CommandCalls.class,
                ffmConfigBuilder(MethodHandles.lookup())
                        .withChecks(false)
                        .withCriticalOverride(method -> critical)
                        .build());
    }

    @FFMFunctionAddress
    void call(MemorySegment function, long commands);

    @FFMFunctionAddress
    void callF(MemorySegment function, long commands, float a);

    @FFMFunctionAddress
    void callI(MemorySegment function, long commands, int a);

    @FFMFunctionAddress
    void callJ(MemorySegment function, long commands, long a);

    @FFMFunctionAddress
    void callFF(MemorySegment function, long commands, float a, float b);

    @FFMFunctionAddress
    void callII(MemorySegment function, long commands, int a, int b);

    @FFMFunctionAddress
    void callIJ(MemorySegment function, long commands, int a, long b);

    @FFMFunctionAddress
    void callJI(MemorySegment function, long commands, long a, int b);

    @FFMFunctionAddress
    void callJJ(MemorySegment function, long commands, long a, long b);

    @FFMFunctionAddress
    void callFFF(MemorySegment function, long commands, float a, float b, float c);

    @FFMFunctionAddress
    void callIII(MemorySegment function, long commands, int a, int b, int c);

    @FFMFunctionAddress
    void callIIJ(MemorySegment function, long commands, int a, int b, long c);

    @FFMFunctionAddress
    void callIJJ(MemorySegment function, long commands, int a, long b, long c);

    @FFMFunctionAddress
    void callJII(MemorySegment function, long commands, long a, int b, int c);

    @FFMFunctionAddress
    void callJJI(MemorySegment function, long commands, long a, long b, int c);

    @FFMFunctionAddress
    void callIIII(MemorySegment function, long commands, int a, int b, int c, int d);

    @FFMFunctionAddress
    void callIIJJ(MemorySegment function, long commands, int a, int b, long c, long d);

    @FFMFunctionAddress
    void callJJII(MemorySegment function, long commands, long a, long b, int c, int d);

    @FFMFunctionAddress
    void callIIIII(MemorySegment function, long commands, int a, int b, int c, int d, int e);

    @FFMFunctionAddress
    void callIJIII(MemorySegment function, long commands, int a, long b, int c, int d, int e);

    @FFMFunctionAddress
    void callJIIIJ(MemorySegment function, long commands, long a, int b, int c, int d, long e);

    @FFMFunctionAddress
    void callJJJJJ(MemorySegment function, long commands, long a, long b, long c, long d, long e);

    @FFMFunctionAddress
    void callIJIIIJ(
            MemorySegment function, long commands, int a, long b, int c, int d, int e, long f);

    @FFMFunctionAddress
    void callJJJJII(
            MemorySegment function, long commands, long a, long b, long c, long d, int e, int f);

    @FFMFunctionAddress
    void callIJIIJIJ(
            MemorySegment function,
            long commands,
            int a,
            long b,
            int c,
            int d,
            long e,
            int f,
            long g);

    @FFMFunctionAddress
    void callJIIJJJI(
            MemorySegment function,
            long commands,
            long a,
            int b,
            int c,
            long d,
            long e,
            long f,
            int g);

    @FFMFunctionAddress
    void callJJJJIII(
            MemorySegment function,
            long commands,
            long a,
            long b,
            long c,
            long d,
            int e,
            int f,
            int g);
}
