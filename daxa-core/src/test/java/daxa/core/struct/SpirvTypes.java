package daxa.core.struct;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The structs of a SPIR-V module with the offsets that the compiler gave them.
///
/// Source: *SPIR-V specification 1.6, 2.3 Physical Layout, 3.20 Decoration, 3.42 Instructions*.
final class SpirvTypes {
    private static final int OP_NAME = 5;
    private static final int OP_TYPE_ARRAY = 28;
    private static final int OP_TYPE_STRUCT = 30;
    private static final int OP_DECORATE = 71;
    private static final int OP_MEMBER_DECORATE = 72;
    private static final int ARRAY_STRIDE = 6;
    private static final int MATRIX_STRIDE = 7;
    private static final int OFFSET = 35;

    private final Map<String, Integer> names = new HashMap<>();
    private final Map<Integer, List<Integer>> members = new HashMap<>();
    private final Map<Integer, Integer> elements = new HashMap<>();
    private final Map<Integer, Integer> arrayStrides = new HashMap<>();
    private final Map<Integer, Map<Integer, Integer>> offsets = new HashMap<>();
    private final Map<Integer, Map<Integer, Integer>> matrixStrides = new HashMap<>();

    private SpirvTypes() {}

    /// A struct type.
    record Struct(
            List<Integer> memberTypes,
            Map<Integer, Integer> offsets,
            Map<Integer, Integer> matrixStrides) {
        long offset(int member) {
            return Objects.requireNonNull(offsets.get(member));
        }

        long matrixStride(int member) {
            return Objects.requireNonNull(matrixStrides.get(member));
        }
    }

    static SpirvTypes of(MemorySegment spirv) {
        SpirvTypes types = new SpirvTypes();
        int[] words = spirv.toArray(ValueLayout.JAVA_INT);
        for (int at = 5; at < words.length; at += words[at] >>> 16) {
            types.instruction(words, at);
        }
        return types;
    }

    private void instruction(int[] words, int at) {
        int count = words[at] >>> 16;
        switch (words[at] & 0xffff) {
            case OP_NAME -> names.put(string(words, at + 2, at + count), words[at + 1]);
            case OP_TYPE_ARRAY -> elements.put(words[at + 1], words[at + 2]);
            case OP_TYPE_STRUCT -> {
                List<Integer> types = new ArrayList<>();
                for (int i = at + 2; i < at + count; i++) {
                    types.add(words[i]);
                }
                members.put(words[at + 1], types);
            }
            case OP_DECORATE -> {
                if (words[at + 2] == ARRAY_STRIDE) {
                    arrayStrides.put(words[at + 1], words[at + 3]);
                }
            }
            case OP_MEMBER_DECORATE -> {
                Map<Integer, Map<Integer, Integer>> into =
                        switch (words[at + 3]) {
                            case OFFSET -> offsets;
                            case MATRIX_STRIDE -> matrixStrides;
                            default -> Map.of();
                        };
                if (words[at + 3] == OFFSET || words[at + 3] == MATRIX_STRIDE) {
                    into.computeIfAbsent(words[at + 1], id -> new HashMap<>())
                            .put(words[at + 2], words[at + 4]);
                }
            }
            default -> {}
        }
    }

    private static String string(int[] words, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            for (int shift = 0; shift < 32; shift += 8) {
                int letter = words[i] >>> shift & 0xff;
                if (letter != 0) {
                    text.append((char) letter);
                }
            }
        }
        return text.toString();
    }

    Struct struct(String name) {
        return struct(Objects.requireNonNull(names.get(name), name));
    }

    Struct struct(int id) {
        return new Struct(
                Objects.requireNonNull(members.get(id)),
                offsets.getOrDefault(id, Map.of()),
                matrixStrides.getOrDefault(id, Map.of()));
    }

    long arrayStride(int id) {
        return Objects.requireNonNull(arrayStrides.get(id));
    }

    int element(int id) {
        return Objects.requireNonNull(elements.get(id));
    }
}
