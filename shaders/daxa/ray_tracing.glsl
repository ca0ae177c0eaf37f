// Ray tracing pipelines: what their shaders trace with. daxa.glsl includes it in each of their
// stages. The device needs the feature RAY_TRACING_PIPELINE.
//
//     struct Material { vec3 color; };
//     DAXA_SHADER_RECORD(Material, material)
//     layout(location = 0) rayPayloadInEXT vec3 color;
//
//     void main() { color = material.color; }

#ifndef DAXA_RAY_TRACING_GLSL
#define DAXA_RAY_TRACING_GLSL

#extension GL_EXT_ray_tracing : require

#include "acceleration_structures.glsl"

// Declares a struct as the data of the shader's record in the shader binding table. Once a shader.
#define DAXA_SHADER_RECORD(Type, name)                                                              \
    layout(shaderRecordEXT, scalar) buffer daxa_ShaderRecord                                        \
    {                                                                                               \
        Type name;                                                                                  \
    };

#endif
