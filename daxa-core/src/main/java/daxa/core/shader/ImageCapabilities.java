package daxa.core.shader;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Takes the capabilities for kinds of images out of modules that have no such images any more;
/// SPIRV-Tools does so for other capabilities only. Source: SPIR-V specification 1.6, section 3.31
/// "Capability".
final class ImageCapabilities {
    private static final int HEADER_WORDS = 5;
    private static final int OP_EXTENSION = 10;
    private static final int OP_CAPABILITY = 17;
    private static final int OP_TYPE_INT = 21;
    private static final int OP_TYPE_IMAGE = 25;
    private static final int DIM_1D = 0;
    private static final int DIM_CUBE = 3;
    private static final int INT64_IMAGE = 5016;
    private static final String INT64_IMAGE_EXTENSION = "SPV_EXT_shader_image_int64";

    private record Image(
            boolean wide, int dim, boolean arrayed, boolean multisampled, boolean storage) {}

    /// For each capability the images that need it.
    private static final Map<Integer, Predicate<Image>> NEEDED_BY =
            Map.of(
                    27,
                    image -> image.multisampled && image.storage,
                    34,
                    image -> image.dim == DIM_CUBE && image.arrayed && image.storage,
                    43,
                    image -> image.dim == DIM_1D,
                    44,
                    image -> image.dim == DIM_1D && image.storage,
                    45,
                    image -> image.dim == DIM_CUBE && image.arrayed,
                    48,
                    image -> image.multisampled && image.arrayed && image.storage,
                    INT64_IMAGE,
                    image -> image.wide);

    private ImageCapabilities() {}

    /// The module without what it does not need.
    ///
    /// @param spirv the module
    /// @return the new module, in read-only memory that is freed when unreachable; the same if
    ///   nothing was to be taken out
    static MemorySegment trim(MemorySegment spirv) {
        int[] words = spirv.toArray(ValueLayout.JAVA_INT_UNALIGNED);
        List<Image> images = images(words);
        int[] kept = Arrays.copyOf(words, words.length);
        int size = HEADER_WORDS;
        for (int at = HEADER_WORDS; at < words.length; at += words[at] >>> 16) {
            int length = words[at] >>> 16;
            if (isNeeded(words, at, images)) {
                System.arraycopy(words, at, kept, size, length);
                size += length;
            }
        }
        return size == words.length
                ? spirv
                : Arena.ofAuto()
                        .allocate((long) size * Integer.BYTES, Long.BYTES)
                        .copyFrom(MemorySegment.ofArray(kept).asSlice(0, (long) size * 4))
                        .asReadOnly();
    }

    private static List<Image> images(int[] words) {
        List<Image> images = new ArrayList<>();
        Set<Integer> wide = new HashSet<>();
        for (int at = HEADER_WORDS; at < words.length; at += words[at] >>> 16) {
            switch (words[at] & 0xFFFF) {
                case OP_TYPE_INT -> {
                    if (words[at + 2] == Long.SIZE) {
                        wide.add(words[at + 1]);
                    }
                }
                case OP_TYPE_IMAGE ->
                        images.add(
                                new Image(
                                        wide.contains(words[at + 2]),
                                        words[at + 3],
                                        words[at + 5] == 1,
                                        words[at + 6] == 1,
                                        words[at + 7] == 2));
                default -> {}
            }
        }
        return images;
    }

    private static boolean isNeeded(int[] words, int at, List<Image> images) {
        return switch (words[at] & 0xFFFF) {
            case OP_CAPABILITY -> isNeeded(words[at + 1], images);
            case OP_EXTENSION ->
                    !INT64_IMAGE_EXTENSION.equals(text(words, at)) || isNeeded(INT64_IMAGE, images);
            default -> true;
        };
    }

    private static boolean isNeeded(int capability, List<Image> images) {
        Predicate<Image> needs = NEEDED_BY.get(capability);
        return needs == null || images.stream().anyMatch(needs);
    }

    private static String text(int[] words, int at) {
        MemorySegment literal =
                MemorySegment.ofArray(Arrays.copyOfRange(words, at + 1, at + (words[at] >>> 16)));
        return literal.getString(0, StandardCharsets.UTF_8);
    }
}
