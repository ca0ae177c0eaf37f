package daxa.core.present;

import daxa.core.driver.DeviceDriver;
import daxa.core.driver.SurfaceInfo;
import daxa.core.driver.SurfaceInfo.SurfaceFormat;
import daxa.core.error.UsageException;
import daxa.core.resource.Format;
import daxa.core.resource.ImageUsage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What a native swapchain is going to be: the best of what is wanted and what the surface offers.
///
/// @param format its format
/// @param colorSpace its colour space
/// @param presentMode its mode
/// @param usage what its images can be used for
/// @param minImages fewest images
record SurfaceChoice(
        Format format,
        ColorSpace colorSpace,
        PresentMode presentMode,
        Set<ImageUsage> usage,
        int minImages) {

    /// What images get where it is offered.
    private static final Set<ImageUsage> WANTED =
            EnumSet.of(
                    ImageUsage.COLOR_ATTACHMENT,
                    ImageUsage.TRANSFER_SRC,
                    ImageUsage.TRANSFER_DST,
                    ImageUsage.STORAGE);

    /// Chooses.
    ///
    /// @param info what is wanted
    /// @param modes wanted present modes, the best first
    /// @param before the format so far, which is kept if it can be, or null
    static SurfaceChoice of(
            SwapchainInfo info,
            List<PresentMode> modes,
            @Nullable Format before,
            SurfaceInfo offered,
            DeviceDriver driver) {
        List<Format> wanted = new ArrayList<>(info.formats());
        if (before != null) {
            wanted.addFirst(before);
        }
        List<ColorSpace> spaces = new ArrayList<>(info.colorSpaces());
        spaces.add(ColorSpace.SRGB);
        ColorSpace space = space(spaces, wanted, offered.formats());
        SurfaceFormat found = format(info, wanted, space, offered.formats());
        Format format = Format.ofVulkan(found.format());
        return new SurfaceChoice(
                format,
                space,
                mode(modes, offered.presentModes()),
                usage(info, format, offered.usage(), driver.formatFeatures(found.format())),
                images(info, offered));
    }

    // The first that is offered with one of the wanted formats.
    private static ColorSpace space(
            List<ColorSpace> spaces, List<Format> wanted, List<SurfaceFormat> offered) {
        for (ColorSpace space : spaces) {
            if (find(wanted, space, offered) != null) {
                return space;
            }
        }
        return ColorSpace.SRGB;
    }

    private static @Nullable SurfaceFormat find(
            List<Format> wanted, ColorSpace space, List<SurfaceFormat> offered) {
        for (Format format : wanted) {
            SurfaceFormat pair = new SurfaceFormat(format.vulkanValue(), space.vulkanValue());
            if (offered.contains(pair)) {
                return pair;
            }
        }
        return null;
    }

    private static SurfaceFormat format(
            SwapchainInfo info,
            List<Format> wanted,
            ColorSpace space,
            List<SurfaceFormat> offered) {
        SurfaceFormat found = find(wanted, space, offered);
        if (found != null) {
            return found;
        }
        for (SurfaceFormat each : offered) {
            if (known(each) != null && each.colorSpace() == space.vulkanValue()) {
                return each;
            }
        }
        throw new UsageException(
                "Swapchain '"
                        + info.name()
                        + "': formats="
                        + info.formats()
                        + " cannot be presented to Window '"
                        + info.window().name()
                        + "', which offers "
                        + offered.stream().map(SurfaceChoice::text).toList()
                        + "; choose another device, or another window system");
    }

    private static @Nullable Format known(SurfaceFormat offered) {
        for (Format format : Format.values()) {
            if (format.vulkanValue() == offered.format()) {
                return format;
            }
        }
        return null;
    }

    private static String text(SurfaceFormat offered) {
        Format format = known(offered);
        return (format == null ? "VkFormat " + offered.format() : format.name())
                + " in VkColorSpaceKHR "
                + offered.colorSpace();
    }

    private static PresentMode mode(List<PresentMode> wanted, List<Integer> offered) {
        for (PresentMode mode : wanted) {
            if (offered.contains(mode.vulkanValue())) {
                return mode;
            }
        }
        return PresentMode.FIFO;
    }

    private static Set<ImageUsage> usage(
            SwapchainInfo info, Format format, int offered, long features) {
        Set<ImageUsage> usage = EnumSet.noneOf(ImageUsage.class);
        Set<ImageUsage> wanted = EnumSet.copyOf(WANTED);
        wanted.addAll(info.usage());
        for (ImageUsage each : wanted) {
            if ((offered & each.vulkanBit()) != 0 && isPossible(each, features)) {
                usage.add(each);
            } else if (info.usage().contains(each)) {
                throw new UsageException(
                        "Swapchain '"
                                + info.name()
                                + "': usage="
                                + each
                                + " is not offered for images of "
                                + format
                                + " by Window '"
                                + info.window().name()
                                + "'; choose another format, or render into an image of your own"
                                + " and copy it");
            }
        }
        return usage;
    }

    // Source: VkFormatFeatureFlagBits2.
    private static boolean isPossible(ImageUsage usage, long features) {
        long needed =
                switch (usage) {
                    case SAMPLED -> 0x1L;
                    case STORAGE -> 0x2L;
                    case COLOR_ATTACHMENT -> 0x80L;
                    case DEPTH_STENCIL_ATTACHMENT -> 0x200L;
                    case TRANSFER_SRC -> 0x4000L;
                    case TRANSFER_DST -> 0x8000L;
                    case HOST_TRANSFER -> 0x4000_0000_0000L;
                };
        return (features & needed) != 0;
    }

    // One more than the surface needs, so that acquiring need not wait for the display.
    private static int images(SwapchainInfo info, SurfaceInfo offered) {
        int wanted = info.minImages() == 0 ? offered.minImageCount() + 1 : info.minImages();
        int most = offered.maxImageCount() == 0 ? Integer.MAX_VALUE : offered.maxImageCount();
        return Math.clamp(wanted, offered.minImageCount(), most);
    }
}
