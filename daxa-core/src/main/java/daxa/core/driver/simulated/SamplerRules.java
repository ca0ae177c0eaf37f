package daxa.core.driver.simulated;

import daxa.core.driver.DeviceLimits;
import daxa.core.driver.Feature;
import daxa.core.driver.SamplerDescription;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// What Vulkan demands of samplers besides anisotropy and levels of detail. Source: Vulkan 1.3
/// specification, valid usage of `VkSamplerCreateInfo`.
final class SamplerRules {
    private static final int CLAMP_TO_EDGE = 2;
    private static final int CLAMP_TO_BORDER = 3;
    private static final int MIRROR_CLAMP_TO_EDGE = 4;

    private SamplerRules() {}

    /// What is wrong with a sampler.
    ///
    /// @return the end of a sentence, or null if nothing is
    static @Nullable String problem(
            SamplerDescription sampler, DeviceLimits limits, Set<Feature> features) {
        if (!(Math.abs(sampler.mipLodBias()) <= limits.maxSamplerLodBias())) {
            return "has a bias of the level of detail of " + sampler.mipLodBias();
        }
        if (sampler.reductionMode() != 0
                && (!features.contains(Feature.SAMPLER_FILTER_MINMAX)
                        || sampler.compareOp() >= 0)) {
            return "has reduction mode "
                    + sampler.reductionMode()
                    + " with a comparison or without the feature";
        }
        if (!features.contains(Feature.SAMPLER_MIRROR_CLAMP_TO_EDGE)
                && (sampler.addressU() == MIRROR_CLAMP_TO_EDGE
                        || sampler.addressV() == MIRROR_CLAMP_TO_EDGE
                        || sampler.addressW() == MIRROR_CLAMP_TO_EDGE)) {
            return "has address mode 4 without the feature";
        }
        if (sampler.unnormalized()
                && (sampler.magFilter() != sampler.minFilter()
                        || sampler.mipmapMode() != 0
                        || sampler.minLod() != 0
                        || sampler.maxLod() != 0
                        || !clamps(sampler.addressU())
                        || !clamps(sampler.addressV())
                        || sampler.maxAnisotropy() != 0
                        || sampler.compareOp() >= 0)) {
            return "is unnormalised with filters, levels, addresses, anisotropy or comparison that"
                    + " it cannot have";
        }
        return null;
    }

    private static boolean clamps(int mode) {
        return mode == CLAMP_TO_EDGE || mode == CLAMP_TO_BORDER;
    }
}
