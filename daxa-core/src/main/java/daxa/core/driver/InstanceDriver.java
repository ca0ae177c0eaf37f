package daxa.core.driver;

import daxa.core.concurrent.ThreadSafe;

import java.util.List;

/// One instance of the graphics system.
@ThreadSafe
public interface InstanceDriver {

    /// The devices of this machine, each with what it supports.
    ///
    /// @return an immutable list, in the loader's order
    List<AdapterInfo> adapters();

    /// Creates a logical device.
    ///
    /// @param adapter one of [#adapters()]
    /// @param request what to enable; all of it is supported by the adapter
    /// @return the device
    DeviceDriver createDevice(AdapterInfo adapter, DeviceRequest request);

    /// The native instance, for window systems that create surfaces on it.
    ///
    /// @return the `VkInstance` handle
    long nativeHandle();

    /// Enters a surface, which a window system created on this instance, into the books.
    ///
    /// @param surface the `VkSurfaceKHR` handle
    /// @param name the surface's name
    void adoptSurface(long surface, String name);

    /// Creates a surface without a window, where the driver offers it.
    ///
    /// @param name the surface's name
    /// @return the surface
    long createHeadlessSurface(String name);

    /// Destroys a surface.
    ///
    /// @param surface a surface of this instance without a swapchain
    void destroySurface(long surface);

    /// The native objects created and destroyed so far, devices' objects included.
    ///
    /// @return the books of this instance
    NativeBooks books();

    /// Destroys the instance. All devices and surfaces are destroyed already.
    void destroy();
}
