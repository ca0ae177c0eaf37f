package daxa.core.present;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;
import daxa.core.resource.Format;
import daxa.core.resource.ImageUsage;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// What a swapchain shall be.
///
/// @param name its name, for messages and tools
/// @param window what it presents to
/// @param framesInFlight how many frames the program may be ahead of the GPU, 1 to 8
/// @param presentModes wanted modes, the best first; where the window offers none of them it is
///   [PresentMode#FIFO]
/// @param formats wanted formats, the best first; where the window offers none of them it is the
///   first offered one that [Format] knows
/// @param colorSpaces wanted colour spaces, the best first; it is the first that the window offers
///   with one of the wanted formats, and [ColorSpace#SRGB] where there is none
/// @param usage what the images must be usable for; what else of copies and storage the window
///   offers comes on top
/// @param minImages fewest images, 0 for a good number; brought into the limits of the window
@Immutable
public record SwapchainInfo(
        String name,
        Window window,
        int framesInFlight,
        List<PresentMode> presentModes,
        List<Format> formats,
        List<ColorSpace> colorSpaces,
        Set<ImageUsage> usage,
        int minImages) {

    /// The most frames in flight.
    public static final int MAX_FRAMES_IN_FLIGHT = 8;

    /// Copies the lists and checks the values.
    ///
    /// @throws UsageException if one is out of its range
    public SwapchainInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(presentModes, "presentModes");
        Objects.requireNonNull(formats, "formats");
        Objects.requireNonNull(colorSpaces, "colorSpaces");
        Objects.requireNonNull(usage, "usage");
        presentModes = List.copyOf(presentModes);
        formats = List.copyOf(formats);
        colorSpaces = List.copyOf(colorSpaces);
        usage = Set.copyOf(usage);
        if (framesInFlight < 1 || framesInFlight > MAX_FRAMES_IN_FLIGHT) {
            throw new UsageException(
                    "Swapchain '"
                            + name
                            + "': framesInFlight="
                            + framesInFlight
                            + " (expected 1 to "
                            + MAX_FRAMES_IN_FLIGHT
                            + ")");
        }
        if (minImages < 0) {
            throw new UsageException(
                    "Swapchain '" + name + "': minImages=" + minImages + " (expected 0 or above)");
        }
    }

    /// Two frames in flight, shown in step with the display, 8 bits for each channel without sRGB
    /// conversion, images for render passes.
    ///
    /// @param name its name
    /// @param window what it presents to
    /// @return the info
    public static SwapchainInfo of(String name, Window window) {
        return new SwapchainInfo(
                name,
                window,
                2,
                List.of(PresentMode.FIFO),
                List.of(Format.B8G8R8A8_UNORM, Format.R8G8B8A8_UNORM),
                List.of(ColorSpace.SRGB),
                Set.of(ImageUsage.COLOR_ATTACHMENT),
                0);
    }

    /// The same with another number of frames in flight.
    ///
    /// @param frames how many frames the program may be ahead of the GPU, 1 to 8
    /// @return a changed copy
    /// @throws UsageException if the number is out of its range
    public SwapchainInfo withFramesInFlight(int frames) {
        return new SwapchainInfo(
                name, window, frames, presentModes, formats, colorSpaces, usage, minImages);
    }

    /// The same with other present modes.
    ///
    /// @param modes wanted modes, the best first
    /// @return a changed copy
    public SwapchainInfo withPresentModes(PresentMode... modes) {
        Objects.requireNonNull(modes, "modes");
        return new SwapchainInfo(
                name,
                window,
                framesInFlight,
                List.of(modes),
                formats,
                colorSpaces,
                usage,
                minImages);
    }

    /// The same with other formats.
    ///
    /// @param newFormats wanted formats, the best first
    /// @return a changed copy
    public SwapchainInfo withFormats(Format... newFormats) {
        Objects.requireNonNull(newFormats, "newFormats");
        return new SwapchainInfo(
                name,
                window,
                framesInFlight,
                presentModes,
                List.of(newFormats),
                colorSpaces,
                usage,
                minImages);
    }

    /// The same with formats that turn the linear colours that shaders write into sRGB. Images of
    /// them can seldom be storage images.
    ///
    /// @return a changed copy
    public SwapchainInfo withSrgb() {
        return withFormats(Format.B8G8R8A8_SRGB, Format.R8G8B8A8_SRGB);
    }

    /// The same with other colour spaces. Each needs formats that go with it, such as
    /// [Format#A2B10G10R10_UNORM_PACK32] for HDR10.
    ///
    /// @param spaces wanted colour spaces, the best first
    /// @return a changed copy
    public SwapchainInfo withColorSpaces(ColorSpace... spaces) {
        Objects.requireNonNull(spaces, "spaces");
        return new SwapchainInfo(
                name,
                window,
                framesInFlight,
                presentModes,
                formats,
                List.of(spaces),
                usage,
                minImages);
    }

    /// The same with images that must be usable for more.
    ///
    /// @param more what they must be usable for
    /// @return a changed copy
    public SwapchainInfo withUsage(ImageUsage... more) {
        Objects.requireNonNull(more, "more");
        Set<ImageUsage> all = EnumSet.copyOf(usage.isEmpty() ? List.of(more) : usage);
        all.addAll(List.of(more));
        return new SwapchainInfo(
                name, window, framesInFlight, presentModes, formats, colorSpaces, all, minImages);
    }

    /// The same with another number of images.
    ///
    /// @param images fewest images, 0 for a good number
    /// @return a changed copy
    /// @throws UsageException if the number is below 0
    public SwapchainInfo withMinImages(int images) {
        return new SwapchainInfo(
                name, window, framesInFlight, presentModes, formats, colorSpaces, usage, images);
    }
}
