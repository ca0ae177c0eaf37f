#version 460

layout(location = 0) out vec2 place;

// A triangle that covers the picture.
void main()
{
    place = vec2(gl_VertexIndex & 1, gl_VertexIndex >> 1) * 2;
    gl_Position = vec4(2 * place - 1, 0, 1);
}
