package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;

import java.util.Objects;

/// How a fragment's colour is blended with what is there.
///
/// @param srcColor factor of the fragment's colour
/// @param dstColor factor of the colour that is there
/// @param colorOp how both are combined
/// @param srcAlpha factor of the fragment's alpha
/// @param dstAlpha factor of the alpha that is there
/// @param alphaOp how both are combined
@Immutable
public record Blend(
        BlendFactor srcColor,
        BlendFactor dstColor,
        BlendOp colorOp,
        BlendFactor srcAlpha,
        BlendFactor dstAlpha,
        BlendOp alphaOp) {
    /// Checks that nothing is missing.
    public Blend {
        Objects.requireNonNull(srcColor, "srcColor");
        Objects.requireNonNull(dstColor, "dstColor");
        Objects.requireNonNull(colorOp, "colorOp");
        Objects.requireNonNull(srcAlpha, "srcAlpha");
        Objects.requireNonNull(dstAlpha, "dstAlpha");
        Objects.requireNonNull(alphaOp, "alphaOp");
    }

    /// Transparency by the fragment's alpha, colours not multiplied by it beforehand.
    public static final Blend ALPHA =
            new Blend(
                    BlendFactor.SRC_ALPHA,
                    BlendFactor.ONE_MINUS_SRC_ALPHA,
                    BlendOp.ADD,
                    BlendFactor.ONE,
                    BlendFactor.ONE_MINUS_SRC_ALPHA,
                    BlendOp.ADD);

    /// Transparency by the fragment's alpha, colours multiplied by it beforehand.
    public static final Blend PREMULTIPLIED =
            new Blend(
                    BlendFactor.ONE,
                    BlendFactor.ONE_MINUS_SRC_ALPHA,
                    BlendOp.ADD,
                    BlendFactor.ONE,
                    BlendFactor.ONE_MINUS_SRC_ALPHA,
                    BlendOp.ADD);

    /// The sum of both.
    public static final Blend ADDITIVE =
            new Blend(
                    BlendFactor.ONE,
                    BlendFactor.ONE,
                    BlendOp.ADD,
                    BlendFactor.ONE,
                    BlendFactor.ONE,
                    BlendOp.ADD);
}
