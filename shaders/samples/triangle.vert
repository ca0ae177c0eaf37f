#version 460
#include <daxa/daxa.glsl>

// One corner: 24 bytes.
struct Vertex
{
    vec3 position; // in clip space: x and y from -1 to 1, y down
    vec3 color;
};
DAXA_DECL_BUFFER_PTR(Vertex, 4)

// 8 bytes.
struct Push
{
    daxa_BufferPtr(Vertex) vertices;
};
DAXA_PUSH_CONSTANTS(Push, push)

layout(location = 0) out vec3 color;

void main()
{
    Vertex vertex = daxa_at(push.vertices, gl_VertexIndex);
    gl_Position = vec4(vertex.position, 1);
    color = vertex.color;
}
