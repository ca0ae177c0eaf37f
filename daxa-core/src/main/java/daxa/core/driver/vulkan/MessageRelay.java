package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.EXTDebugUtils.*;
import static org.lwjgl.vulkan.VK10.VK_FALSE;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DriverMessage;
import daxa.core.driver.DriverMessage.Severity;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeKind;

import org.jspecify.annotations.Nullable;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkDebugUtilsMessengerCallbackDataEXT;
import org.lwjgl.vulkan.VkDebugUtilsMessengerCallbackEXT;
import org.lwjgl.vulkan.VkDebugUtilsMessengerCreateInfoEXT;
import org.lwjgl.vulkan.VkDebugUtilsObjectNameInfoEXT;
import org.lwjgl.vulkan.VkInstance;

import java.lang.System.Logger.Level;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Hands messages of the driver and its layers to their receiver.
///
/// There is one native callback for each instance. It stays valid until after the instance is
/// destroyed, so that messages about that arrive too, and it never throws into native code.
@ThreadSafe
final class MessageRelay {
    private static final System.Logger LOGGER = System.getLogger("daxa.core.driver");

    private static final String LOADER = "Loader Message";

    private final Consumer<DriverMessage> receiver;
    private final int severities;
    private final VkDebugUtilsMessengerCallbackEXT callback;
    private long messenger;

    /// Creates the callback.
    ///
    /// @param receiver receives the messages
    /// @param chatty whether messages that are only for the record are wanted too
    MessageRelay(Consumer<DriverMessage> receiver, boolean chatty) {
        this.receiver = receiver;
        this.severities =
                VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT
                        | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT
                        | (chatty ? VK_DEBUG_UTILS_MESSAGE_SEVERITY_INFO_BIT_EXT : 0);
        this.callback = VkDebugUtilsMessengerCallbackEXT.create(this::receive);
    }

    /// What creates the messenger; also chained to the instance's own info, so that the instance's
    /// creation and destruction are heard.
    VkDebugUtilsMessengerCreateInfoEXT createInfo(MemoryStack stack) {
        return VkDebugUtilsMessengerCreateInfoEXT.calloc(stack)
                .sType$Default()
                .messageSeverity(severities)
                .messageType(
                        VK_DEBUG_UTILS_MESSAGE_TYPE_GENERAL_BIT_EXT
                                | VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT
                                | VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT)
                .pfnUserCallback(callback);
    }

    /// Starts listening to an instance.
    ///
    /// @return the result of the native call
    int attach(VkInstance instance, NativeBooks books) {
        try (MemoryStack stack = stackPush()) {
            LongBuffer out = stack.mallocLong(1);
            int result = vkCreateDebugUtilsMessengerEXT(instance, createInfo(stack), null, out);
            if (result == 0) {
                messenger = out.get(0);
                books.created(NativeKind.MESSENGER);
            }
            return result;
        }
    }

    boolean isAttached() {
        return messenger != 0;
    }

    /// Stops listening.
    void detach(VkInstance instance, NativeBooks books) {
        if (messenger != 0) {
            vkDestroyDebugUtilsMessengerEXT(instance, messenger, null);
            messenger = 0;
            books.destroyed(NativeKind.MESSENGER);
        }
    }

    /// Frees the callback. The instance is destroyed.
    void free() {
        callback.free();
    }

    private int receive(int severity, int types, long data, long userData) {
        try {
            receiver.accept(message(severity, types, data));
        } catch (Throwable t) {
            // An exception must not cross native code. The receiver promised not to throw, so this
            // is the last place where its fault can be seen.
            LOGGER.log(Level.ERROR, "the receiver of driver messages threw", t);
        }
        return VK_FALSE;
    }

    private static DriverMessage message(int severity, int types, long address) {
        VkDebugUtilsMessengerCallbackDataEXT data =
                VkDebugUtilsMessengerCallbackDataEXT.create(address);
        String id = orEmpty(data.pMessageIdNameString());
        return new DriverMessage(
                severity(severity, id),
                (types & VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT) != 0
                        && (types & VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT) == 0,
                id,
                orEmpty(data.pMessageString()),
                objects(data));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Severity severity(int severity, String id) {
        boolean loader = id.equals(LOADER);
        return switch (severity) {
            // The loader finds fault with each driver that it could not load. That is no fault
            // while another driver works; if none does, creating the instance fails.
            case VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT ->
                    loader ? Severity.INFO : Severity.ERROR;
            case VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT ->
                    loader ? Severity.INFO : Severity.WARNING;
            // It also tells every folder that it looks into.
            case VK_DEBUG_UTILS_MESSAGE_SEVERITY_INFO_BIT_EXT ->
                    loader ? Severity.VERBOSE : Severity.INFO;
            default -> Severity.VERBOSE;
        };
    }

    private static List<String> objects(VkDebugUtilsMessengerCallbackDataEXT data) {
        VkDebugUtilsObjectNameInfoEXT.@Nullable Buffer infos = data.pObjects();
        List<String> objects = new ArrayList<>();
        for (int i = 0; infos != null && i < infos.remaining(); i++) {
            VkDebugUtilsObjectNameInfoEXT info = infos.get(i);
            String name = info.pObjectNameString();
            objects.add(name == null ? "0x" + Long.toHexString(info.objectHandle()) : name);
        }
        return objects;
    }
}
