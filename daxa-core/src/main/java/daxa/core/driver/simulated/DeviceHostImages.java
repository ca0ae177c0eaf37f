package daxa.core.driver.simulated;

import daxa.core.driver.Feature;
import daxa.core.driver.ImageRegion;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// Copies of a [SimulatedDevice] between host memory and images by the host.
final class DeviceHostImages {
    private static final int HOST_TRANSFER = 0x40_0000;
    private static final int GENERAL = 1;

    private final SimDevice device;
    private final Simulation simulation;
    private final SimulationLock lock;
    private final Timelines timelines;

    DeviceHostImages(SimDevice device) {
        this.device = device;
        this.simulation = device.simulation;
        this.lock = device.lock;
        this.timelines = device.timelines;
    }

    void toGeneral(String name, long handle, int aspects) {
        DriverCall call = DriverCall.IMAGE_TO_GENERAL;
        Simulation.Entry entry = simulation.enter(call, handle, name);
        lock.lock();
        try {
            SimObject.Image image = find(call, handle);
            if (aspects != Formats.aspects(image.info.format())) {
                throw simulation.fault(call, "aspects " + aspects + " of " + image.text());
            }
            mayFail(call, entry, image);
            image.layout = GENERAL;
        } finally {
            lock.unlock();
        }
    }

    void write(String name, long address, long handle, ImageRegion region) {
        copy(DriverCall.COPY_MEMORY_TO_IMAGE, name, address, handle, region);
    }

    void read(String name, long handle, long address, ImageRegion region) {
        copy(DriverCall.COPY_IMAGE_TO_MEMORY, name, address, handle, region);
    }

    private void copy(DriverCall call, String name, long address, long handle, ImageRegion region) {
        Simulation.Entry entry = simulation.enter(call, handle, name);
        lock.lock();
        try {
            SimObject.Image image = find(call, handle);
            if (image.layout != GENERAL) {
                throw simulation.fault(call, image.text() + " is in layout " + image.layout);
            }
            if (address == 0) {
                throw simulation.fault(call, "the address is null");
            }
            mayFail(call, entry, image);
            Transfers.copyHost(address, image, region, call == DriverCall.COPY_MEMORY_TO_IMAGE);
        } finally {
            lock.unlock();
        }
    }

    private SimObject.Image find(DriverCall call, long handle) {
        SimObject.Image image = device.image(call, handle);
        if (!device.features().contains(Feature.HOST_IMAGE_COPY)) {
            throw simulation.fault(call, device.text() + " lacks HOST_IMAGE_COPY");
        }
        if ((image.info.usage() & HOST_TRANSFER) == 0) {
            throw simulation.fault(
                    call, image.text() + " has usage 0x" + Integer.toHexString(image.info.usage()));
        }
        timelines.checkUnused(call, image);
        return image;
    }

    private void mayFail(DriverCall call, Simulation.@Nullable Entry entry, SimObject.Image image) {
        Supplier<String> text = image::text;
        device.mayFail(call, entry, text);
    }
}
