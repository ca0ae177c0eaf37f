package daxa.core.error;

/// A Vulkan call failed. The message carries the call, the result's name and the object's name.
public class VulkanException extends DaxaException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final VulkanResult result;
    private final String object;

    /// Creates an exception.
    ///
    /// @param call the Vulkan command, such as `vkCreateBuffer`
    /// @param result what it returned
    /// @param object type and name of the object it was for
    protected VulkanException(String call, VulkanResult result, String object) {
        this(call, result, object, result.remedy());
    }

    VulkanException(String call, VulkanResult result, String object, String remedy) {
        super(call + " failed with " + result.vulkanName() + " for " + object + "; " + remedy);
        this.call = call;
        this.result = result;
        this.object = object;
    }

    VulkanException(VulkanException failure, String outcome) {
        super(failure.getMessage() + "; " + outcome, failure);
        this.call = failure.call;
        this.result = failure.result;
        this.object = failure.object;
    }

    /// The same failure, with what it means for the operation that the call was part of.
    ///
    /// @param outcome half a sentence
    /// @return the exception, not thrown; this one where the device is lost
    public VulkanException with(String outcome) {
        return new VulkanException(this, outcome);
    }

    /// Makes the exception that fits a result: [OutOfMemoryException], [DeviceLostException], or a
    /// plain one.
    ///
    /// @param call the Vulkan command, such as `vkCreateBuffer`
    /// @param result what it returned
    /// @param object type and name of the object it was for
    /// @return the exception, not thrown
    public static VulkanException of(String call, VulkanResult result, String object) {
        return switch (result) {
            case OUT_OF_HOST_MEMORY, OUT_OF_DEVICE_MEMORY, OUT_OF_POOL_MEMORY, MEMORY_MAP_FAILED ->
                    new OutOfMemoryException(call, result, object);
            case DEVICE_LOST -> new DeviceLostException(call, object);
            default -> new VulkanException(call, result, object);
        };
    }

    /// The Vulkan command that failed.
    ///
    /// @return its name, such as `vkCreateBuffer`
    public final String call() {
        return call;
    }

    /// What the command returned.
    ///
    /// @return the result
    public final VulkanResult result() {
        return result;
    }

    /// The object that the command was for.
    ///
    /// @return type and name
    public final String object() {
        return object;
    }
}
