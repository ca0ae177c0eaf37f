package daxa.core.struct;

import daxa.core.concurrent.Immutable;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a record the definition of a struct that host and shaders share. [Structs#of(Class)] gives
/// what writes and reads it, and its GLSL text.
///
/// ```java
/// @GpuStruct
/// record Light(Vector3f position, float radius, @Unsigned int flags) {}
///
/// @GpuStruct
/// record Scene(Matrix4f view, @Length(4) Light[] lights, BufferPtr<Vector3f> points) {}
/// ```
///
/// The components are the struct's fields, in this order:
///
/// | Java | GLSL | bytes |
/// |---|---|---|
/// | `boolean` | `bool` | 4 |
/// | `byte`, `@Unsigned byte` | `int8_t`, `uint8_t` | 1 |
/// | `short`, `@Unsigned short`, `char` | `int16_t`, `uint16_t`, `uint16_t` | 2 |
/// | `int`, `@Unsigned int` | `int`, `uint` | 4 |
/// | `long`, `@Unsigned long` | `int64_t`, `uint64_t` | 8 |
/// | `float`, `double` | `float`, `double` | 4, 8 |
/// | `@Float16 float` | `float16_t` | 2 |
/// | `Vector2f` … `Vector4d` | `vec2` … `dvec4` | 4 or 8 for each number |
/// | `Vector2i` … `Vector4i`, with `@Unsigned` | `ivec2` … `ivec4`, `uvec2` … | 4 for each number |
/// | `Vector2L` … `Vector4L`, with `@Unsigned` | `i64vec2` …, `u64vec2` … | 8 for each number |
/// | `Vector2f` …, matrices and `Quaternionf`, all with [Float16] | `f16vec2` …, `f16mat4` … | 2 for each number |
/// | `Matrix2f`, `Matrix3f`, `Matrix4f`, `Matrix3x2f`, `Matrix4x3f`, also with `d` | `mat2`, `mat3`, `mat4`, `mat3x2`, `mat4x3`, `dmat2` … | by columns |
/// | `Quaternionf`, `Quaterniond` | `vec4`, `dvec4`: x, y, z, w | 16, 32 |
/// | an enum | `int`, its ordinal; constants `Enum_CONSTANT` come with it | 4 |
/// | `BufferId`, `ImageViewId`, `SamplerId`, `TlasId` | `daxa_BufferId` … | 8 |
/// | [BufferPtr], [RWBufferPtr] | `daxa_BufferPtr(Type)`, `daxa_RWBufferPtr(Type)` | 8 |
/// | a record with this annotation | the struct of that name | its own |
/// | an array of any of these, with [Length] | the same array | |
///
/// JOML's read-only interfaces, such as `Vector3fc`, may stand for its classes.
///
/// A pointer from whose target one can come back to the struct, such as that of a list to its next
/// element, is a `uint64_t` in GLSL, to be used as `daxa_BufferPtr(Node)(node.next)`: the compiler
/// does not get along with circles of types.
///
/// The record's name and those of its components are the names in GLSL, so they must not be GLSL's
/// own words.
///
/// @apiNote 8 and 16 bit numbers need the device's features for such storage, and for such
///   arithmetic where a shader calculates with them; 64 bit ones need those for such arithmetic.
@Immutable
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface GpuStruct {}
