package daxa.core.driver;

/// Where a buffer lives and who reaches it.
public enum MemoryKind {
    /// Memory of the device, fastest for the GPU. The host does not see it.
    DEVICE,
    /// Host memory that the host writes in order and the GPU reads: uploads, per-frame data.
    /// Mapped, coherent.
    UPLOAD,
    /// Host memory that the GPU writes and the host reads. Mapped, cached, coherent.
    READBACK;

    /// Whether the host can map it.
    ///
    /// @return false only for [#DEVICE]
    public boolean hostVisible() {
        return this != DEVICE;
    }
}
