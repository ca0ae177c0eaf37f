package daxa.core.pipeline;

import daxa.core.concurrent.Immutable;
import daxa.core.error.UsageException;
import daxa.core.resource.Format;

import java.util.Objects;

/// The stencil attachment as a pipeline uses it.
///
/// @param format the attachment's format; the same as the depth attachment's, where there is one
/// @param front the test of faces that face the viewer
/// @param back the test of faces that face away
@Immutable
public record StencilTest(Format format, StencilFace front, StencilFace back) {
    /// Checks the values.
    ///
    /// @throws UsageException if the format has no stencil
    public StencilTest {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(front, "front");
        Objects.requireNonNull(back, "back");
        if (!format.hasStencil()) {
            throw new UsageException(
                    "stencil test: format=" + format + " (expected a format with stencil)");
        }
    }

    /// The same test for both faces.
    ///
    /// @param format the attachment's format
    /// @param both the test
    /// @return the test
    public static StencilTest of(Format format, StencilFace both) {
        Objects.requireNonNull(both, "both");
        return new StencilTest(format, both, both);
    }
}
