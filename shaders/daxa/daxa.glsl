// The library for shaders: everything by ids and pointers, nothing by bindings.
//
//     #version 460
//     #include <daxa/daxa.glsl>
//
//     struct Push { daxa_BufferPtr(vec3) positions; daxa_ImageViewId albedo; daxa_SamplerId smp; };
//     DAXA_PUSH_CONSTANTS(Push, push)
//
// No path needs to be configured for the include. Names begin with daxa_ or DAXA_.

#ifndef DAXA_DAXA_GLSL
#define DAXA_DAXA_GLSL

#if defined(DAXA_STAGE_TASK) || defined(DAXA_STAGE_MESH)
#extension GL_EXT_mesh_shader : require
#endif

#include "buffers.glsl"
#include "ids.glsl"
#include "images.glsl"

#if defined(DAXA_STAGE_RAYGEN) || defined(DAXA_STAGE_ANY_HIT) || defined(DAXA_STAGE_CLOSEST_HIT)    \
    || defined(DAXA_STAGE_MISS) || defined(DAXA_STAGE_INTERSECTION) || defined(DAXA_STAGE_CALLABLE)
#include "ray_tracing.glsl"
#endif

// Declares a struct as the push constants: DAXA_PUSH_CONSTANTS(Push, push) lets the shader read
// push.member. Once a shader, at most 128 bytes.
#define DAXA_PUSH_CONSTANTS(Type, name)                                                             \
    layout(push_constant, scalar) uniform daxa_PushConstants                                        \
    {                                                                                               \
        Type name;                                                                                  \
    };

#endif
