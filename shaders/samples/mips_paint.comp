#version 460
#include <daxa/daxa.glsl>
#include <Brush>

layout(local_size_x = 8, local_size_y = 8) in;
DAXA_PUSH_CONSTANTS(Brush, push)

void main()
{
    ivec2 pixel = ivec2(gl_GlobalInvocationID.xy);
    float size = imageSize(daxa_image2D(push.canvas)).x;
    float away = distance(pixel + 0.5, push.place * size) / size;
    if (away < 0.06)
    {
        imageStore(daxa_image2D(push.canvas), pixel, vec4(push.color * (1 - 6 * away), 1));
    }
}
