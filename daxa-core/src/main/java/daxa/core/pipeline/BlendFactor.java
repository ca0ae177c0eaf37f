package daxa.core.pipeline;

/// What a colour is multiplied by when blended. Source: `VkBlendFactor`.
public enum BlendFactor {
    /// 0.
    ZERO(0),
    /// 1.
    ONE(1),
    /// The source colour.
    SRC_COLOR(2),
    /// 1 minus the source colour.
    ONE_MINUS_SRC_COLOR(3),
    /// The destination colour.
    DST_COLOR(4),
    /// 1 minus the destination colour.
    ONE_MINUS_DST_COLOR(5),
    /// The source alpha.
    SRC_ALPHA(6),
    /// 1 minus the source alpha.
    ONE_MINUS_SRC_ALPHA(7),
    /// The destination alpha.
    DST_ALPHA(8),
    /// 1 minus the destination alpha.
    ONE_MINUS_DST_ALPHA(9),
    /// The blend constants' colour.
    CONSTANT_COLOR(10),
    /// 1 - the blend constants' colour.
    ONE_MINUS_CONSTANT_COLOR(11),
    /// The blend constants' alpha.
    CONSTANT_ALPHA(12),
    /// 1 - the blend constants' alpha.
    ONE_MINUS_CONSTANT_ALPHA(13),
    /// The smaller of the fragment's alpha and 1 - the alpha that is there.
    SRC_ALPHA_SATURATE(14);

    private final int value;

    BlendFactor(int value) {
        this.value = value;
    }

    /// The number that Vulkan gives it.
    ///
    /// @return the `VkBlendFactor` value
    public int vulkanValue() {
        return value;
    }
}
