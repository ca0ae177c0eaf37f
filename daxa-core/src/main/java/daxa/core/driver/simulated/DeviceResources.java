package daxa.core.driver.simulated;

import daxa.core.driver.Feature;
import daxa.core.driver.FormatSupport;
import daxa.core.driver.ImageDescription;
import daxa.core.driver.ImageViewDescription;
import daxa.core.driver.MemoryKind;
import daxa.core.driver.NativeBuffer;
import daxa.core.driver.NativeImage;
import daxa.core.driver.NativeKind;
import daxa.core.driver.SamplerDescription;

import java.util.function.Supplier;

/// Buffers, images, views and samplers of a [SimulatedDevice].
final class DeviceResources {
    private final SimDevice device;
    private final Simulation simulation;
    private final SimulationLock lock;
    private final Timelines timelines;

    DeviceResources(SimDevice device) {
        this.device = device;
        this.simulation = device.simulation;
        this.lock = device.lock;
        this.timelines = device.timelines;
    }

    // Buffers

    NativeBuffer createBuffer(String name, long size, MemoryKind memoryKind, boolean coherent) {
        DriverCall call = DriverCall.CREATE_BUFFER;
        Simulation.Entry entry = simulation.enter(call, 0, name);
        Supplier<String> text = () -> "Buffer '" + name + "'";
        lock.lock();
        try {
            device.checkAlive(call);
            if (size < 1 || size > device.limits().maxBufferSize()) {
                throw simulation.fault(
                        call,
                        text.get()
                                + " of "
                                + size
                                + " bytes (expected 1 to "
                                + device.limits().maxBufferSize()
                                + ")");
            }
            device.mayFail(call, entry, text);
            long bytes = device.memory.allocate(call, entry, memoryKind, size, text);
            SimObject.Buffer buffer =
                    new SimObject.Buffer(
                            simulation.newHandle(),
                            name,
                            device.owner,
                            null,
                            size,
                            memoryKind,
                            simulation.newHandle(),
                            device.memory.newAddress(size));
            buffer.bytes = bytes;
            device.add(buffer, entry);
            device.addressed(buffer);
            long host =
                    bytes != 0 && !coherent && device.adapter.nonCoherent()
                            ? device.memory.separate(buffer.allocation, bytes, size)
                            : bytes;
            return new NativeBuffer(
                    buffer.handle,
                    buffer.allocation,
                    buffer.address,
                    host,
                    size,
                    DeviceMemory.heap(memoryKind));
        } finally {
            lock.unlock();
        }
    }

    void destroyBuffer(long handle, long allocation) {
        DriverCall call = DriverCall.DESTROY_BUFFER;
        simulation.enter(call, handle, "");
        lock.lock();
        try {
            SimObject.Buffer buffer = device.buffer(call, handle);
            checkAllocation(call, buffer, buffer.allocation, allocation);
            timelines.checkUnused(call, buffer);
            device.checkNoChildren(call, buffer);
            device.removed(buffer, NativeKind.BUFFER);
            device.notAddressed(buffer);
            if (buffer.parent != null) {
                return;
            }
            device.memory.join(call, allocation, buffer.text());
            device.memory.free(call, buffer.memory, buffer.bytes, buffer.size, buffer.text());
        } finally {
            lock.unlock();
        }
    }

    // Images

    NativeImage createImage(ImageDescription image) {
        DriverCall call = DriverCall.CREATE_IMAGE;
        Simulation.Entry entry = simulation.enter(call, 0, image.name());
        Supplier<String> text = () -> "Image '" + image.name() + "'";
        lock.lock();
        try {
            device.checkAlive(call);
            String problem = ImageRules.problem(image, device.limits(), device.adapter);
            if (problem != null) {
                throw simulation.fault(call, text.get() + " " + problem);
            }
            device.mayFail(call, entry, text);
            SimObject.Image made =
                    new SimObject.Image(
                            simulation.newHandle(),
                            device.owner,
                            null,
                            image,
                            simulation.newHandle(),
                            ImageRules.bytes(image));
            device.memory.allocate(call, entry, MemoryKind.DEVICE, made.allocatedBytes, text);
            device.add(made, entry);
            return new NativeImage(made.handle, made.allocation, made.allocatedBytes, 0);
        } finally {
            lock.unlock();
        }
    }

    void destroyImage(long handle, long allocation) {
        DriverCall call = DriverCall.DESTROY_IMAGE;
        simulation.enter(call, handle, "");
        lock.lock();
        try {
            SimObject.Image image = device.image(call, handle);
            if (image.parent instanceof SimSwapchain) {
                throw simulation.fault(call, image.text() + " belongs to " + image.parent.text());
            }
            checkAllocation(call, image, image.allocation, allocation);
            timelines.checkUnused(call, image);
            device.checkNoChildren(call, image);
            device.removed(image, NativeKind.IMAGE);
            if (image.parent != null) {
                return;
            }
            device.memory.free(
                    call, MemoryKind.DEVICE, image.bytes, image.allocatedBytes, image.text());
        } finally {
            lock.unlock();
        }
    }

    // Formats

    FormatSupport formatSupport(int format) {
        DriverCall call = DriverCall.FORMAT_SUPPORT;
        simulation.enter(call, device.self.handle, device.self.name);
        device.checkAlive(call);
        long features = device.adapter.featuresOf(format);
        boolean attachment = (features & (Formats.COLOR_ATTACHMENT | Formats.DEPTH_STENCIL)) != 0;
        return new FormatSupport(
                features,
                features & Formats.VERTEX_BUFFER,
                (features & 1) != 0 ? ImageRules.SAMPLES : 0,
                attachment ? ImageRules.SAMPLES : 0);
    }

    int sampleCounts(ImageDescription image) {
        DriverCall call = DriverCall.SAMPLE_COUNTS;
        Simulation.Entry entry = simulation.enter(call, device.self.handle, image.name());
        lock.lock();
        try {
            device.checkAlive(call);
            device.mayFailUnlessLost(call, entry, () -> "Image '" + image.name() + "'");
        } finally {
            lock.unlock();
        }
        return image.dimensions() == 2 && image.mipLevels() == 1 ? ImageRules.SAMPLES : 1;
    }

    // Views

    long createImageView(ImageViewDescription view) {
        DriverCall call = DriverCall.CREATE_IMAGE_VIEW;
        Simulation.Entry entry = simulation.enter(call, 0, view.name());
        Supplier<String> text = () -> "Image view '" + view.name() + "'";
        lock.lock();
        try {
            SimObject.Image image = device.image(call, view.image());
            String problem = ImageRules.problem(view, image.info);
            if (problem != null) {
                throw simulation.fault(call, text.get() + " of " + image.text() + " " + problem);
            }
            device.mayFail(call, entry, text);
            SimObject.View made =
                    new SimObject.View(simulation.newHandle(), device.owner, image, view);
            device.add(made, entry);
            return made.handle;
        } finally {
            lock.unlock();
        }
    }

    void destroyImageView(long view) {
        device.destroy(DriverCall.DESTROY_IMAGE_VIEW, view, NativeKind.IMAGE_VIEW);
    }

    long formatFeatures(int format) {
        DriverCall call = DriverCall.FORMAT_FEATURES;
        simulation.enter(call, device.self.handle, device.self.name);
        device.checkAlive(call);
        return device.adapter.featuresOf(format);
    }

    // Samplers

    long createSampler(SamplerDescription sampler) {
        DriverCall call = DriverCall.CREATE_SAMPLER;
        Simulation.Entry entry = simulation.enter(call, 0, sampler.name());
        Supplier<String> text = () -> "Sampler '" + sampler.name() + "'";
        lock.lock();
        try {
            device.checkAlive(call);
            float most =
                    device.features().contains(Feature.SAMPLER_ANISOTROPY)
                            ? device.limits().maxSamplerAnisotropy()
                            : 0;
            if (sampler.maxAnisotropy() < 0 || sampler.maxAnisotropy() > most) {
                throw simulation.fault(
                        call,
                        text.get()
                                + " with anisotropy "
                                + sampler.maxAnisotropy()
                                + " (expected 0 to "
                                + most
                                + ")");
            }
            if (!(sampler.minLod() <= sampler.maxLod())) {
                throw simulation.fault(
                        call,
                        text.get()
                                + " with levels of detail from "
                                + sampler.minLod()
                                + " to "
                                + sampler.maxLod());
            }
            String problem = SamplerRules.problem(sampler, device.limits(), device.features());
            if (problem != null) {
                throw simulation.fault(call, text.get() + " " + problem);
            }
            device.mayFail(call, entry, text);
            return device.addPlain(NativeKind.SAMPLER, sampler.name(), entry);
        } finally {
            lock.unlock();
        }
    }

    void destroySampler(long sampler) {
        device.destroy(DriverCall.DESTROY_SAMPLER, sampler, NativeKind.SAMPLER);
    }

    private void checkAllocation(
            DriverCall call, SimObject object, long expected, long allocation) {
        if (allocation != expected) {
            throw simulation.fault(
                    call,
                    object.text()
                            + " with allocation 0x"
                            + Long.toHexString(allocation)
                            + " (expected 0x"
                            + Long.toHexString(expected)
                            + ")");
        }
    }
}
