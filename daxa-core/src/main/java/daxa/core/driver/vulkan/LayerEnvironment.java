package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.memAddress;

import daxa.core.concurrent.ThreadSafe;

import org.lwjgl.system.JNI;
import org.lwjgl.system.MemoryStack;

import java.io.File;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Switches on what older validation layers read from the environment alone: the check for hazards
/// between submissions. Layers since 1.4.304 make it unasked.
///
/// The variable stays set for the process: it means something only to an instance that asks for
/// synchronisation validation. Where the C library has no `setenv` (Windows), nothing happens.
@ThreadSafe
final class LayerEnvironment {
    private static final String VARIABLE = "VK_LAYER_ENABLES";
    private static final String CHECK =
            "VALIDATION_CHECK_ENABLE_SYNCHRONIZATION_VALIDATION_QUEUE_SUBMIT";

    private static final AtomicBoolean DONE = new AtomicBoolean();

    private LayerEnvironment() {}

    /// Sets the variable, beside what it holds already, before the loader reads it.
    static void checkBetweenSubmissions() {
        if (DONE.getAndSet(true)) {
            return;
        }
        String old = System.getenv(VARIABLE);
        if (old != null && old.contains(CHECK)) {
            return;
        }
        Optional<MemorySegment> setenv = Linker.nativeLinker().defaultLookup().find("setenv");
        if (setenv.isEmpty()) {
            return;
        }
        try (MemoryStack stack = stackPush()) {
            String value = old == null || old.isEmpty() ? CHECK : old + File.pathSeparator + CHECK;
            JNI.callPPI(
                    memAddress(stack.ASCII(VARIABLE)),
                    memAddress(stack.UTF8(value)),
                    1,
                    setenv.get().address());
        }
    }
}
