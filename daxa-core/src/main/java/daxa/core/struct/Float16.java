package daxa.core.struct;

import daxa.core.concurrent.Immutable;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes floats of a [GpuStruct] 16 bits long in memory: `float16_t`, `f16vec3`, `f16mat4`. On an
/// array it means the elements, on a pointer what it points at.
///
/// ```java
/// @GpuStruct
/// record Vertex(Vector3f position, @Float16 Vector3f normal, @Float16 float occlusion) {}
/// ```
///
/// Writing rounds each number to the nearest that has 16 bits, as [Float#floatToFloat16(float)]
/// does: 11 significant bits, 65504 at most. What is larger becomes infinite.
///
/// The device needs `STORAGE_BUFFER_16BIT_ACCESS`, or `STORAGE_PUSH_CONSTANT_16` in push constants;
/// and `SHADER_FLOAT16` where the shader calculates with 16 bits instead of converting to `float`
/// first.
@Immutable
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Float16 {}
