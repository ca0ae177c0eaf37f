package daxa.core.driver;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Internal;

/// The attachments of a render pass. Made once for each recorder and used again. Numbers are
/// Vulkan's.
@Internal
@ExternallySynchronized
public final class RenderingDescription {
    /// The most colour attachments of a pass.
    public static final int MAX_COLORS = 8;

    /// The most views of a pass, which is what every Vulkan device has.
    public static final int MAX_VIEWS = 6;

    /// Render area, texels.
    public int x;

    /// Render area, texels.
    public int y;

    /// Render area, texels.
    public int width;

    /// Render area, texels.
    public int height;

    /// Layers to render to.
    public int layerCount = 1;

    /// Views that are rendered at once, bit i for view i; 0 for no multiview.
    public int viewMask;

    /// How many colour attachments there are.
    public int colorCount;

    /// The colour attachments, in order of location.
    public final Attachment[] colors = new Attachment[MAX_COLORS];

    /// The depth attachment; its view is 0 where there is none.
    public final Attachment depth = new Attachment();

    /// The stencil attachment; its view is 0 where there is none.
    public final Attachment stencil = new Attachment();

    /// Creates a description without attachments.
    public RenderingDescription() {
        for (int i = 0; i < MAX_COLORS; i++) {
            colors[i] = new Attachment();
        }
    }

    /// One attachment.
    @ExternallySynchronized
    public static final class Attachment {
        /// `VkImageView`, or 0 for none.
        public long view;

        /// `VkAttachmentLoadOp`.
        public int loadOp;

        /// `VkAttachmentStoreOp`.
        public int storeOp;

        /// `VkImageView` that multisampled contents are resolved to, or 0 for none.
        public long resolveView;

        /// `VkResolveModeFlagBits`.
        public int resolveMode;

        /// The bits of the four clear components (floats or integers), or depth as float bits in
        /// the first, or stencil in the first.
        public final int[] clear = new int[4];

        /// Creates an empty attachment.
        public Attachment() {}
    }
}
