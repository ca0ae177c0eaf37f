// Pointers to numbers of 8 and 16 bits. The device needs, for what a shader uses:
//
//     int8_t, uint8_t        STORAGE_BUFFER_8BIT_ACCESS to load and store, SHADER_INT8 to calculate
//     int16_t, uint16_t      STORAGE_BUFFER_16BIT_ACCESS to load and store, SHADER_INT16 to calculate
//     float16_t              STORAGE_BUFFER_16BIT_ACCESS to load and store, SHADER_FLOAT16 to calculate
//
// To load and store, converting at once, is enough for tight vertex data: int(daxa_deref(p)).
// DAXA_NO_INT8 or DAXA_NO_16BIT, defined before the include, leaves out what a device lacks.

#ifndef DAXA_SMALL_TYPES_GLSL
#define DAXA_SMALL_TYPES_GLSL


#include "buffers.glsl"

#ifndef DAXA_NO_INT8
#extension GL_EXT_shader_explicit_arithmetic_types_int8 : require
#extension GL_EXT_shader_8bit_storage : require

DAXA_DECL_BUFFER_PTR(int8_t, 1)
DAXA_DECL_BUFFER_PTR(i8vec2, 1)
DAXA_DECL_BUFFER_PTR(i8vec3, 1)
DAXA_DECL_BUFFER_PTR(i8vec4, 1)
DAXA_DECL_BUFFER_PTR(uint8_t, 1)
DAXA_DECL_BUFFER_PTR(u8vec2, 1)
DAXA_DECL_BUFFER_PTR(u8vec3, 1)
DAXA_DECL_BUFFER_PTR(u8vec4, 1)
#endif

#ifndef DAXA_NO_16BIT
#extension GL_EXT_shader_explicit_arithmetic_types_int16 : require
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#extension GL_EXT_shader_16bit_storage : require

DAXA_DECL_BUFFER_PTR(int16_t, 2)
DAXA_DECL_BUFFER_PTR(i16vec2, 2)
DAXA_DECL_BUFFER_PTR(i16vec3, 2)
DAXA_DECL_BUFFER_PTR(i16vec4, 2)
DAXA_DECL_BUFFER_PTR(uint16_t, 2)
DAXA_DECL_BUFFER_PTR(u16vec2, 2)
DAXA_DECL_BUFFER_PTR(u16vec3, 2)
DAXA_DECL_BUFFER_PTR(u16vec4, 2)
DAXA_DECL_BUFFER_PTR(float16_t, 2)
DAXA_DECL_BUFFER_PTR(f16vec2, 2)
DAXA_DECL_BUFFER_PTR(f16vec3, 2)
DAXA_DECL_BUFFER_PTR(f16vec4, 2)
DAXA_DECL_BUFFER_PTR(f16mat2, 2)
DAXA_DECL_BUFFER_PTR(f16mat3, 2)
DAXA_DECL_BUFFER_PTR(f16mat4, 2)
DAXA_DECL_BUFFER_PTR(f16mat2x3, 2)
DAXA_DECL_BUFFER_PTR(f16mat2x4, 2)
DAXA_DECL_BUFFER_PTR(f16mat3x2, 2)
DAXA_DECL_BUFFER_PTR(f16mat3x4, 2)
DAXA_DECL_BUFFER_PTR(f16mat4x2, 2)
DAXA_DECL_BUFFER_PTR(f16mat4x3, 2)
#endif

#endif
