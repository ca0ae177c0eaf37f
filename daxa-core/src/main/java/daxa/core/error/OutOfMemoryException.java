package daxa.core.error;

/// Host memory, device memory, pool memory or address space for a mapping ran out.
public final class OutOfMemoryException extends VulkanException {
    private static final long serialVersionUID = 1L;

    OutOfMemoryException(String call, VulkanResult result, String object) {
        super(call, result, object);
    }

    private OutOfMemoryException(OutOfMemoryException failure, String outcome) {
        super(failure, outcome);
    }

    @Override
    public OutOfMemoryException with(String outcome) {
        return new OutOfMemoryException(this, outcome);
    }
}
