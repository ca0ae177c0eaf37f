package daxa.core.resource;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Reference;

import org.jspecify.annotations.Nullable;

/// How shaders read sampled images. A child of its device. Made with `Device.createSampler`.
@ThreadSafe
public final class Sampler extends Reference {
    private Sampler(SamplerObject object) {
        super(object);
    }

    private Sampler(Sampler other) {
        super(other);
    }

    /// Creates a sampler; programs call `Device.createSampler`.
    ///
    /// @param table the device's table
    /// @param info what it shall be
    /// @return the first reference
    @Internal
    public static Sampler create(BindlessTable table, SamplerInfo info) {
        return first(new Sampler(new SamplerObject(table, info)));
    }

    static @Nullable Sampler retained(Counted object) {
        return object.tryRetain() ? another(new Sampler((SamplerObject) object)) : null;
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public Sampler retain() {
        return another(new Sampler(this));
    }

    private SamplerObject sampler() {
        return (SamplerObject) object();
    }

    /// What the sampler was created as.
    ///
    /// @return the info
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public SamplerInfo info() {
        return sampler().info;
    }

    /// The id under which shaders find the sampler.
    ///
    /// @return the id
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public SamplerId id() {
        return new SamplerId(sampler().id);
    }

    /// The native sampler, for foreign code.
    ///
    /// @return the `VkSampler`
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public long nativeHandle() {
        return sampler().sampler;
    }
}
