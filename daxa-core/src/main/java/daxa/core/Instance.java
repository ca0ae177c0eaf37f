package daxa.core;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.AdapterInfo;
import daxa.core.driver.DriverProvider;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.vulkan.VulkanDriver;
import daxa.core.error.DeadlineException;
import daxa.core.error.InterruptedWaitException;
import daxa.core.lifetime.LifetimeReport;
import daxa.core.lifetime.Reference;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// The entry to the graphics system: lists the machine's devices and opens them. Parent of its
/// devices and windows.
///
/// The last close, that of the instance or of what was made on it, waits for the message listener
/// to receive what is left, but for no more than a second; it receives the rest later.
@ThreadSafe
public final class Instance extends Reference {
    private final ValidationMessages messages;
    private final NativeBooks books;

    private Instance(InstanceObject object) {
        super(object);
        this.messages = object.messages();
        this.books = object.driver().books();
    }

    private Instance(Instance other) {
        super(other);
        this.messages = other.messages;
        this.books = other.books;
    }

    /// Creates an instance on Vulkan.
    ///
    /// @param info what it shall be
    /// @return the first reference
    /// @throws daxa.core.error.NoDeviceException if no Vulkan loader is installed
    /// @throws daxa.core.error.UsageException if validation is asked for and its layer is not
    ///   installed
    public static Instance create(InstanceInfo info) {
        return create(info, new VulkanDriver());
    }

    /// Creates an instance on another driver, such as the simulated one in tests.
    ///
    /// @param info what it shall be
    /// @param driver the driver
    /// @return the first reference
    public static Instance create(InstanceInfo info, DriverProvider driver) {
        Objects.requireNonNull(driver, "driver");
        return first(new Instance(InstanceObject.create(info, driver)));
    }

    /// Adds a reference, with a close of its own.
    ///
    /// @return the new reference
    /// @throws daxa.core.error.ClosedException if this reference is closed
    public Instance retain() {
        return another(new Instance(this));
    }

    private InstanceObject instance() {
        return (InstanceObject) object();
    }

    /// The devices of this machine, usable or not.
    ///
    /// @return an immutable list
    /// @throws daxa.core.error.ClosedException if the instance is closed
    public List<AdapterInfo> adapters() {
        return instance().driver().adapters();
    }

    /// Judges the devices of this machine without opening one.
    ///
    /// @param info what the device shall be
    /// @return every device with its score and each reason against it
    /// @throws daxa.core.error.ClosedException if the instance is closed
    public DeviceSelection selectDevice(DeviceInfo info) {
        Objects.requireNonNull(info, "info");
        return DeviceSelector.select(adapters(), info);
    }

    /// Opens the best device.
    ///
    /// @param info what the device shall be
    /// @return the first reference
    /// @throws daxa.core.error.NoDeviceException if no device can be used; the message lists each
    ///   reason
    /// @throws daxa.core.error.ClosedException if the instance is closed
    public Device createDevice(DeviceInfo info) {
        Objects.requireNonNull(info, "info");
        return Device.create(instance(), selectDevice(info).best(), info);
    }

    /// Opens a window. The thread that opens the first one is the platform's main thread from then
    /// on; on macOS that has to be the process's first thread.
    ///
    /// @param info what the window shall be
    /// @return the only reference
    /// @throws daxa.core.error.NoDisplayException if there is no display to open it on
    /// @throws daxa.core.error.ThreadConfinementException if the current thread is not the
    ///   platform's main thread
    /// @throws daxa.core.error.ClosedException if the instance is closed
    public Window createWindow(WindowInfo info) {
        InstanceObject instance = instance();
        return Window.create(instance, instance.driver(), info);
    }

    /// Messages of the driver and its layers so far that tell of a fault: errors, and warnings that
    /// are not about speed.
    ///
    /// @return the count, also after the close
    public long validationFaults() {
        return messages.faults();
    }

    /// Hazards that were filtered out, since the layer cannot judge bindless access.
    ///
    /// @return the count, also after the close
    public long filteredHazards() {
        return messages.filtered();
    }

    /// The native objects created and destroyed so far, those of devices included.
    ///
    /// @return the books, also after the close
    public NativeBooks nativeObjects() {
        return books;
    }

    /// The instance's own objects: itself, devices, windows, surfaces.
    ///
    /// @return the report
    /// @throws daxa.core.error.ClosedException if the instance is closed
    public LifetimeReport lifetimeReport() {
        return instance().lifetimes().report();
    }

    /// Waits until the listener has received all messages so far, also after the close. Returns at
    /// once if called by a listener of the instance.
    ///
    /// @param deadline how long to wait at most
    /// @throws DeadlineException if it has not by then
    /// @throws InterruptedWaitException if the thread is interrupted; its interrupt status stays
    ///   set
    public void flushMessages(Duration deadline) {
        try {
            if (!messages.flush(deadline)) {
                throw new DeadlineException(
                        "the message listener has not received all messages within "
                                + deadline
                                + "; it may be waiting for this thread");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedWaitException("the wait for the message listener was interrupted");
        }
    }

    /// The native instance, for foreign code.
    ///
    /// @return the `VkInstance`
    /// @throws daxa.core.error.ClosedException if the instance is closed
    public long nativeHandle() {
        return instance().driver().nativeHandle();
    }
}
