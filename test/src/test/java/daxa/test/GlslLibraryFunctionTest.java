package daxa.test;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.command.Access;
import daxa.core.driver.Feature;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.CompareOp;
import daxa.core.resource.Format;
import daxa.core.resource.Image;
import daxa.core.resource.ImageAspect;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.ImageView;
import daxa.core.resource.ImageViewInfo;
import daxa.core.resource.ImageViewType;
import daxa.core.resource.Sampler;
import daxa.core.resource.SamplerInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;

/// Each kind of image, sampler and pointer of the GLSL library, written and read on a real device.
class GlslLibraryFunctionTest extends GpuProgram {
    private static final int SIZE = 4;

    /// The dimensions, with what a shader needs to name a texel.
    ///
    /// `at` is a texel of a storage image, `uv` the same place for a sampler.
    enum Dimension {
        ONE("1D", ImageViewType.ONE, 1, 1, 1, "x", "(x + 0.5) / 4"),
        ONE_ARRAY(
                "1DArray",
                ImageViewType.ONE_ARRAY,
                1,
                3,
                1,
                "ivec2(x, z)",
                "vec2((x + 0.5) / 4, z)"),
        TWO("2D", ImageViewType.TWO, 4, 1, 1, "ivec2(x, y)", "vec2(x + 0.5, y + 0.5) / 4"),
        TWO_ARRAY(
                "2DArray",
                ImageViewType.TWO_ARRAY,
                4,
                3,
                1,
                "ivec3(x, y, z)",
                "vec3(vec2(x + 0.5, y + 0.5) / 4, z)"),
        THREE(
                "3D",
                ImageViewType.THREE,
                4,
                4,
                1,
                "ivec3(x, y, z)",
                "vec3(x + 0.5, y + 0.5, z + 0.5) / 4"),
        CUBE("Cube", ImageViewType.CUBE, 4, 6, 1, "ivec3(x, y, z)", "direction(x, y, z)"),
        CUBE_ARRAY(
                "CubeArray",
                ImageViewType.CUBE_ARRAY,
                4,
                12,
                1,
                "ivec3(x, y, z)",
                "vec4(direction(x, y, z % 6), z / 6)"),
        SAMPLES("2DMS", ImageViewType.TWO, 4, 1, 4, "ivec2(x, y)", ""),
        SAMPLES_ARRAY("2DMSArray", ImageViewType.TWO_ARRAY, 4, 3, 4, "ivec3(x, y, z)", "");

        final String glsl;
        final ImageViewType type;
        final int height;
        final int depth;
        final int samples;
        final String at;
        final String uv;

        Dimension(
                String glsl,
                ImageViewType type,
                int height,
                int depth,
                int samples,
                String at,
                String uv) {
            this.glsl = glsl;
            this.type = type;
            this.height = height;
            this.depth = depth;
            this.samples = samples;
            this.at = at;
            this.uv = uv;
        }

        ImageInfo image(Format format, ImageUsage... usage) {
            return switch (type) {
                case ONE, ONE_ARRAY ->
                        ImageInfo.of1D(glsl, format, SIZE, usage).withArrayLayers(depth);
                case TWO, TWO_ARRAY ->
                        ImageInfo.of2D(glsl, format, SIZE, height, usage)
                                .withArrayLayers(depth)
                                .withSamples(samples);
                case THREE -> ImageInfo.of3D(glsl, format, SIZE, height, depth, usage);
                case CUBE, CUBE_ARRAY ->
                        ImageInfo.ofCube(glsl, format, SIZE, usage).withArrayLayers(depth);
            };
        }

        int texels() {
            return SIZE * height * depth * samples;
        }

        boolean isFetched() {
            return !glsl.startsWith("Cube");
        }
    }

    private static final String HEAD =
            """
            #include <daxa/cube_arrays.glsl>
            #include <daxa/multisampled_images.glsl>
            #include <daxa/atomic_images.glsl>
            struct Push
            {
                daxa_RWBufferPtr(uint) result;
                daxa_ImageViewId image;
                daxa_SamplerId smp;
            };
            DAXA_PUSH_CONSTANTS(Push, push)

            // From the middle of a cube to a texel of a face.
            vec3 direction(int x, int y, int face)
            {
                float s = (x + 0.5) / 2 - 1;
                float t = (y + 0.5) / 2 - 1;
                switch (face)
                {
                    case 0: return vec3(1, -t, -s);
                    case 1: return vec3(-1, -t, s);
                    case 2: return vec3(s, 1, t);
                    case 3: return vec3(s, -1, -t);
                    case 4: return vec3(s, -t, 1);
                    default: return vec3(-s, -t, -1);
                }
            }
            """;

    private static String eachTexel(Dimension dimension, String statements) {
        return HEAD
                + """
                void main()
                {
                    if (gl_GlobalInvocationID.x != 0)
                    {
                        return;
                    }
                    uint right = 0;
                    for (int z = 0; z < %d; z++)
                    for (int y = 0; y < %d; y++)
                    for (int x = 0; x < 4; x++)
                    for (int s = 0; s < %d; s++)
                    {
                        int number = 1 + x + 10 * y + 100 * z + 10000 * s;
                        %s
                    }
                    daxa_at(push.result, 0) = right;
                }
                """
                        .formatted(
                                dimension.depth, dimension.height, dimension.samples, statements);
    }

    private int result(String shader, long... ids) {
        Buffer down = readback(64);
        long[] push = new long[3];
        push[0] = down.deviceAddress();
        System.arraycopy(ids, 0, push, 1, ids.length);
        dispatch(compute(shader), push);
        return down.mapped().get(ValueLayout.JAVA_INT, 0);
    }

    private ImageView view(Dimension dimension, Image image) {
        return gpu.own(
                gpu.device().createImageView(ImageViewInfo.of(image).withType(dimension.type)));
    }

    @ParameterizedTest
    @EnumSource
    void eachKindIsStoredLoadedFetchedAndSampled(Dimension dimension) {
        Sampler nearest = gpu.own(gpu.device().createSampler(SamplerInfo.nearest("nearest")));
        for (String kind : new String[] {"", "i", "u"}) {
            Format format =
                    switch (kind) {
                        case "i" -> Format.R32G32B32A32_SINT;
                        case "u" -> Format.R32G32B32A32_UINT;
                        default -> Format.R32G32B32A32_SFLOAT;
                    };
            Image image =
                    gpu.own(
                            gpu.device()
                                    .createImage(
                                            dimension.image(
                                                    format,
                                                    ImageUsage.STORAGE,
                                                    ImageUsage.SAMPLED)));
            ImageView view = view(dimension, image);
            String at = dimension.at + (dimension.samples > 1 ? ", s" : "");
            String value = kind + "vec4 value = " + kind + "vec4(number, 2, 3, number + 7);\n";
            result(
                    eachTexel(
                            dimension,
                            value
                                    + "imageStore(daxa_%simage%s(push.image), %s, value);"
                                            .formatted(kind, dimension.glsl, at)),
                    view.id().bits());
            StringBuilder reads = new StringBuilder(value);
            int ways = 0;
            for (String how : new String[] {"", "_nonuniform"}) {
                reads.append(
                        "right += uint(imageLoad(daxa_%simage%s%s(push.image), %s) == value);\n"
                                .formatted(kind, dimension.glsl, how, at));
                ways++;
                if (dimension.isFetched()) {
                    reads.append(
                            "right += uint(texelFetch(daxa_%stexture%s%s(push.image), %s, %s) == value);\n"
                                    .formatted(
                                            kind,
                                            dimension.glsl,
                                            how,
                                            dimension.at,
                                            dimension.samples > 1 ? "s" : "0"));
                    ways++;
                }
                if (!dimension.uv.isEmpty()) {
                    reads.append(
                            "right += uint(textureLod(daxa_%ssampler%s%s(push.image, push.smp), %s, 0) == value);\n"
                                    .formatted(kind, dimension.glsl, how, dimension.uv));
                    ways++;
                }
            }
            assertThat(
                            result(
                                    eachTexel(dimension, reads.toString()),
                                    view.id().bits(),
                                    nearest.id().bits()))
                    .as("%s%s", kind, dimension.glsl)
                    .isEqualTo(ways * dimension.texels());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Dimension.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"THREE", "SAMPLES", "SAMPLES_ARRAY"})
    void shadowSamplersCompare(Dimension dimension) {
        Sampler less =
                gpu.own(
                        gpu.device()
                                .createSampler(
                                        SamplerInfo.nearest("less").withCompare(CompareOp.LESS)));
        Image image =
                gpu.own(
                        gpu.device()
                                .createImage(
                                        dimension.image(
                                                Format.D32_SFLOAT,
                                                ImageUsage.TRANSFER_DST,
                                                ImageUsage.SAMPLED)));
        run(r -> r.clearDepthStencil(image, 0.5f, 0));
        ImageView view =
                gpu.own(
                        gpu.device()
                                .createImageView(
                                        ImageViewInfo.of(image)
                                                .withType(dimension.type)
                                                .withAspect(ImageAspect.DEPTH)));
        StringBuilder reads = new StringBuilder();
        for (String how : new String[] {"", "_nonuniform"}) {
            for (String depth : new String[] {"0.25", "0.75"}) {
                String place =
                        switch (dimension) {
                            case ONE -> "vec3(" + dimension.uv + ", 0, " + depth + ")";
                            case CUBE_ARRAY -> dimension.uv + ", " + depth;
                            case CUBE, TWO_ARRAY -> "vec4(" + dimension.uv + ", " + depth + ")";
                            default -> "vec3(" + dimension.uv + ", " + depth + ")";
                        };
                reads.append(
                        "right += uint(texture(daxa_sampler%sShadow%s(push.image, push.smp), %s) == %s);\n"
                                .formatted(
                                        dimension.glsl,
                                        how,
                                        place,
                                        depth.equals("0.25") ? "1" : "0"));
            }
        }
        assertThat(
                        result(
                                eachTexel(dimension, reads.toString()),
                                view.id().bits(),
                                less.id().bits()))
                .isEqualTo(4 * dimension.texels());
    }

    @ParameterizedTest
    @EnumSource(
            value = Dimension.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SAMPLES", "SAMPLES_ARRAY"})
    void atomicsWorkOnImagesWhoseFormatIsNamed(Dimension dimension) {
        for (String kind : new String[] {"r32i", "r32ui", "r32f"}) {
            Format format =
                    switch (kind) {
                        case "r32i" -> Format.R32_SINT;
                        case "r32ui" -> Format.R32_UINT;
                        default -> Format.R32_SFLOAT;
                    };
            Image image =
                    gpu.own(
                            gpu.device()
                                    .createImage(
                                            dimension.image(
                                                    format,
                                                    ImageUsage.STORAGE,
                                                    ImageUsage.TRANSFER_DST)));
            ImageView view = view(dimension, image);
            run(r -> r.clearImageBits(image, 0, 0, 0, 0));
            String name = "daxa_" + kind + "_image" + dimension.glsl;
            String body =
                    kind.equals("r32f")
                            ? """
                            right += uint(imageAtomicExchange(%1$s(push.image), %2$s, float(number)) == 0);
                            right += uint(imageAtomicExchange(%1$s_nonuniform(push.image), %2$s, 0.0) == number);
                            """
                            : """
                            right += uint(imageAtomicAdd(%1$s(push.image), %2$s, number) == 0);
                            right += uint(imageAtomicExchange(%1$s_nonuniform(push.image), %2$s, 0) == number);
                            """;
            if (kind.equals("r32f")
                    && !gpu.device().features().contains(Feature.SHADER_IMAGE_FLOAT32_ATOMICS)) {
                continue;
            }
            assertThat(
                            result(
                                    "#include <daxa/atomics.glsl>\n"
                                            + eachTexel(
                                                    dimension, body.formatted(name, dimension.at)),
                                    view.id().bits()))
                    .as(name)
                    .isEqualTo(2 * dimension.texels());
        }
    }

    @Test
    void imagesOfOnesOwnKeepTheirQualifiers() {
        Image image = image(Format.R32_UINT, 4, 4, ImageUsage.STORAGE, ImageUsage.TRANSFER_DST);
        ImageView view = view(image);
        run(r -> r.clearImageBits(image, 3, 0, 0, 0));
        String body =
                """
                DAXA_DECL_IMAGES(visible, uimage2D, coherent)
                DAXA_DECL_FORMAT_IMAGES(counted, uimage2D, r32ui, volatile)
                void main()
                {
                    if (gl_GlobalInvocationID.x == 0)
                    {
                        imageAtomicAdd(daxa_image(counted, push.image), ivec2(1), 4);
                        memoryBarrierImage();
                        daxa_at(push.result, 0) =
                                imageLoad(daxa_image_nonuniform(visible, push.image), ivec2(1)).x;
                    }
                }
                """;
        assertThat(result(HEAD + body, view.id().bits())).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "float, 4",
                "vec2, 8",
                "vec3, 12",
                "vec4, 16",
                "int, 4",
                "ivec2, 8",
                "ivec3, 12",
                "ivec4, 16",
                "uint, 4",
                "uvec2, 8",
                "uvec3, 12",
                "uvec4, 16",
                "int64_t, 8",
                "i64vec2, 16",
                "i64vec3, 24",
                "i64vec4, 32",
                "uint64_t, 8",
                "u64vec2, 16",
                "u64vec3, 24",
                "u64vec4, 32",
                "mat2, 16",
                "mat3, 36",
                "mat4, 64",
                "mat2x3, 24",
                "mat2x4, 32",
                "mat3x2, 24",
                "mat3x4, 48",
                "mat4x2, 32",
                "mat4x3, 48",
                "double, 8",
                "dvec2, 16",
                "dvec3, 24",
                "dvec4, 32",
                "dmat2, 32",
                "dmat3, 72",
                "dmat4, 128",
                "dmat2x3, 48",
                "dmat2x4, 64",
                "dmat3x2, 48",
                "dmat3x4, 96",
                "dmat4x2, 64",
                "dmat4x3, 96",
                "int8_t, 1",
                "i8vec2, 2",
                "i8vec3, 3",
                "i8vec4, 4",
                "uint8_t, 1",
                "u8vec2, 2",
                "u8vec3, 3",
                "u8vec4, 4",
                "int16_t, 2",
                "i16vec2, 4",
                "i16vec3, 6",
                "i16vec4, 8",
                "uint16_t, 2",
                "u16vec2, 4",
                "u16vec3, 6",
                "u16vec4, 8",
                "float16_t, 2",
                "f16vec2, 4",
                "f16vec3, 6",
                "f16vec4, 8",
                "f16mat2, 8",
                "f16mat3, 18",
                "f16mat4, 32",
                "f16mat2x3, 12",
                "f16mat2x4, 16",
                "f16mat3x2, 12",
                "f16mat3x4, 24",
                "f16mat4x2, 16",
                "f16mat4x3, 24"
            })
    void elementsAreCopiedThroughPointers(String type, int size) {
        // Without the bits that would make a float a NaN, which a copy may change.
        byte[] bytes = new byte[size * 5];
        new Random(size).nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] &= 0x3F;
        }
        Buffer from = upload(bytes);
        Buffer to =
                gpu.own(gpu.device().createBuffer(BufferInfo.of("to", bytes.length).readback()));
        to.mapped().fill((byte) 0);
        dispatch(
                compute(
                        """
                        #include <daxa/float64.glsl>
                        #include <daxa/small_types.glsl>
                        struct Push { daxa_BufferPtr(TYPE) from; daxa_RWBufferPtr(TYPE) to; };
                        DAXA_PUSH_CONSTANTS(Push, push)
                        void main()
                        {
                            if (gl_GlobalInvocationID.x == 0)
                            {
                                daxa_deref(push.to) = daxa_deref(push.from);
                                daxa_at(push.to, 1) = daxa_at(push.from, 1);
                                daxa_deref(push.to + 3) = daxa_deref(push.from + 3);
                            }
                        }
                        """
                                .replace("TYPE", type)),
                from.deviceAddress(),
                to.deviceAddress());
        byte[] expected = bytes.clone();
        Arrays.fill(expected, 2 * size, 3 * size, (byte) 0);
        Arrays.fill(expected, 4 * size, 5 * size, (byte) 0);
        assertThat(to.mapped().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(expected);
    }

    @Test
    void wideAtomicsWorkThroughPointers() {
        Buffer memory = gpu.own(gpu.device().createBuffer(BufferInfo.of("memory", 64).readback()));
        memory.mapped().fill((byte) 0);
        boolean floats = gpu.device().features().contains(Feature.SHADER_BUFFER_FLOAT32_ATOMIC_ADD);
        dispatch(
                compute(
                        """
                        #include <daxa/atomics.glsl>
                        struct Push { daxa_RWBufferPtr(uint64_t) count; daxa_RWBufferPtr(float) sum; };
                        DAXA_PUSH_CONSTANTS(Push, push)
                        void main()
                        {
                            atomicAdd(daxa_deref(push.count), 0x100000001ul);
                            ADD
                        }
                        """
                                .replace(
                                        "ADD",
                                        floats ? "atomicAdd(daxa_at(push.sum, 0), 0.5);" : "")),
                memory.deviceAddress(),
                memory.deviceAddress() + 8);
        assertThat(memory.mapped().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(64 * 0x100000001L);
        assertThat(memory.mapped().get(ValueLayout.JAVA_FLOAT, 8)).isEqualTo(floats ? 32f : 0f);
    }

    @ParameterizedTest
    @EnumSource
    void anIdThatNamesNothingDoesNotLoseTheDevice(Dimension dimension) {
        Sampler nearest = gpu.own(gpu.device().createSampler(SamplerInfo.nearest("nearest")));
        StringBuilder reads = new StringBuilder();
        for (String kind : new String[] {"", "i", "u"}) {
            String at = dimension.at + (dimension.samples > 1 ? ", s" : "");
            reads.append(
                    "right += uint(imageLoad(daxa_%simage%s(push.image), %s).x != 0);\n"
                            .formatted(kind, dimension.glsl, at));
            if (!dimension.uv.isEmpty()) {
                reads.append(
                        "right += uint(textureLod(daxa_%ssampler%s(push.image, push.smp), %s, 0).x != 0);\n"
                                .formatted(kind, dimension.glsl, dimension.uv));
            }
        }
        assertThat(gpu.device().features()).contains(Feature.NULL_DESCRIPTOR);
        assertThat(result(eachTexel(dimension, reads.toString()), 0, nearest.id().bits())).isZero();
        // The device still works.
        run(r -> r.barrier(Access.ALL, Access.ALL));
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsReadWhereNumbersWere(Dimension dimension) {
        Image image =
                gpu.own(
                        gpu.device()
                                .createImage(
                                        dimension.image(
                                                Format.R32G32B32A32_UINT,
                                                ImageUsage.STORAGE,
                                                ImageUsage.SAMPLED)));
        ImageView view =
                gpu.device().createImageView(ImageViewInfo.of(image).withType(dimension.type));
        long id = view.id().bits();
        view.close();
        gpu.settle();
        String read =
                "right += uint(imageLoad(daxa_uimage%s(push.image), %s).x != 0);"
                        .formatted(
                                dimension.glsl,
                                dimension.at + (dimension.samples > 1 ? ", s" : ""));
        assertThat(result(eachTexel(dimension, read), id)).isZero();
    }
}
