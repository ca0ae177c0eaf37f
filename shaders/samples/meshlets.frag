#version 460
#extension GL_EXT_mesh_shader : require
#include <daxa/daxa.glsl>
#include <Torus>

DAXA_PUSH_CONSTANTS(Torus, push)

layout(location = 0) in vec3 normal;
layout(location = 1) perprimitiveEXT in vec3 color;

layout(location = 0) out vec4 target;

void main()
{
    float light = max(dot(normalize(normal), push.light), 0);
    target = vec4(color * (0.25 + 0.75 * light), 1);
}
