package daxa.core.driver;

/// How acquiring, presenting or awaiting a swapchain image went. None of these is an exception: a
/// program meets all of them in a normal life.
public enum PresentStatus {
    /// It worked.
    OPTIMAL,
    /// It worked, but the swapchain no longer matches the surface exactly.
    SUBOPTIMAL,
    /// It did not work, since the swapchain no longer matches the surface.
    OUT_OF_DATE,
    /// No image became free, or was shown, in time.
    TIMEOUT,
    /// The surface is gone.
    SURFACE_LOST
}
