package daxa.core.struct;

import daxa.core.error.UsageException;

import java.util.Set;
import java.util.regex.Pattern;

/// Which names GLSL does not take.
///
/// Source: *The OpenGL Shading Language 4.60, 3.6 Keywords and 3.7 Identifiers*.
final class GlslWords {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final Set<String> WORDS =
            Set.of(
                    """
                    const uniform buffer shared attribute varying coherent volatile restrict readonly
                    writeonly atomic_uint layout centroid flat smooth noperspective patch sample
                    invariant precise break continue do for while switch case default if else
                    subroutine in out inout int void bool true false float double discard return vec2
                    vec3 vec4 ivec2 ivec3 ivec4 bvec2 bvec3 bvec4 uint uvec2 uvec3 uvec4 dvec2 dvec3
                    dvec4 mat2 mat3 mat4 mat2x2 mat2x3 mat2x4 mat3x2 mat3x3 mat3x4 mat4x2 mat4x3
                    mat4x4 dmat2 dmat3 dmat4 dmat2x2 dmat2x3 dmat2x4 dmat3x2 dmat3x3 dmat3x4 dmat4x2
                    dmat4x3 dmat4x4 lowp mediump highp precision sampler sampler1D sampler2D sampler3D
                    samplerCube sampler1DShadow sampler2DShadow samplerCubeShadow sampler1DArray
                    sampler2DArray sampler1DArrayShadow sampler2DArrayShadow samplerCubeArray
                    samplerCubeArrayShadow sampler2DRect sampler2DRectShadow samplerBuffer sampler2DMS
                    sampler2DMSArray samplerShadow texture1D texture2D texture3D textureCube
                    texture1DArray texture2DArray textureCubeArray texture2DRect textureBuffer
                    texture2DMS texture2DMSArray image1D image2D image3D imageCube image1DArray
                    image2DArray imageCubeArray image2DRect imageBuffer image2DMS image2DMSArray
                    subpassInput subpassInputMS struct common partition active asm class union enum
                    typedef template this resource goto inline noinline public static extern external
                    interface long short half fixed unsigned superp input output hvec2 hvec3 hvec4
                    fvec2 fvec3 fvec4 filter sizeof cast namespace using sampler3DRect int8_t uint8_t
                    int16_t uint16_t int32_t uint32_t int64_t uint64_t float16_t float32_t float64_t
                    defined
                    """
                            .strip()
                            .split("\\s+"));

    private GlslWords() {}

    /// Checks the name of a struct or a field.
    ///
    /// @param what whose name it is, for the message
    /// @throws UsageException if GLSL does not take it
    static void check(String what, String name) {
        String wrong = null;
        if (WORDS.contains(name)) {
            wrong = "is named by a word of GLSL";
        } else if (!IDENTIFIER.matcher(name).matches()) {
            wrong = "has a name that GLSL cannot spell (expected letters, digits and '_')";
        } else if (name.startsWith("gl_") || name.startsWith("daxa_") || name.contains("__")) {
            wrong = "has a name that is reserved (no 'gl_' or 'daxa_' first, no '__' in it)";
        }
        if (wrong != null) {
            throw new UsageException(what + " " + wrong + ". Give it another name.");
        }
    }
}
