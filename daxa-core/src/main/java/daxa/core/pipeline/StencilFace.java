package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;
import daxa.core.resource.CompareOp;

import java.util.Objects;

/// The stencil test of front or back faces.
///
/// A fragment passes if `(reference & compareMask)` compares to the masked value that is there.
///
/// @param fail what happens where the stencil test fails
/// @param pass what happens where stencil and depth test pass
/// @param depthFail what happens where only the depth test fails
/// @param compare when a fragment passes
/// @param compareMask bits that are compared, from 0 to 255
/// @param writeMask bits that are written, from 0 to 255
/// @param reference the reference value, from 0 to 255
@Immutable
public record StencilFace(
        StencilOp fail,
        StencilOp pass,
        StencilOp depthFail,
        CompareOp compare,
        int compareMask,
        int writeMask,
        int reference) {

    /// Checks the values.
    ///
    /// @throws UsageException if a mask or the reference is out of range
    public StencilFace {
        Objects.requireNonNull(fail, "fail");
        Objects.requireNonNull(pass, "pass");
        Objects.requireNonNull(depthFail, "depthFail");
        Objects.requireNonNull(compare, "compare");
        check("compareMask", compareMask);
        check("writeMask", writeMask);
        check("reference", reference);
    }

    /// Checks a value of the stencil test.
    ///
    /// @param name its name
    /// @param value the value
    /// @throws UsageException if it is not from 0 to 255
    public static void check(String name, int value) {
        Objects.requireNonNull(name, "name");
        if (value < 0 || value > 255) {
            throw new UsageException(
                    "stencil test: " + name + "=" + value + " (expected 0 to 255)");
        }
    }

    /// Every fragment that passes the depth test writes the reference value.
    ///
    /// @param reference the value, from 0 to 255
    /// @return the state
    /// @throws UsageException if the reference is out of range
    public static StencilFace writing(int reference) {
        return new StencilFace(
                StencilOp.KEEP,
                StencilOp.REPLACE,
                StencilOp.KEEP,
                CompareOp.ALWAYS,
                255,
                255,
                reference);
    }

    /// Fragments pass where the reference value compares to what is there; nothing is written.
    ///
    /// @param compare when a fragment passes
    /// @param reference the value, from 0 to 255
    /// @return the state
    /// @throws UsageException if the reference is out of range
    public static StencilFace testing(CompareOp compare, int reference) {
        return new StencilFace(
                StencilOp.KEEP, StencilOp.KEEP, StencilOp.KEEP, compare, 255, 0, reference);
    }
}
