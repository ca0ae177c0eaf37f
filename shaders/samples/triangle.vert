#version 460
#include <daxa/daxa.glsl>
#include <Triangle>

DAXA_PUSH_CONSTANTS(Triangle, push)

layout(location = 0) out vec3 color;

void main()
{
    Vertex vertex = daxa_at(push.vertices, gl_VertexIndex);
    gl_Position = vec4(vertex.position, 1);
    color = vertex.color;
}
