#version 460
#include <daxa/daxa.glsl>
#include <Wall>

layout(local_size_x = 8, local_size_y = 8) in;
DAXA_PUSH_CONSTANTS(Wall, push)

// Each canvas has a column. Its first level is above, the others stand side by side below.
void main()
{
    ivec2 pixel = ivec2(gl_GlobalInvocationID.xy);
    vec2 size = imageSize(daxa_image2D(push.target));
    if (any(greaterThanEqual(pixel, size)))
    {
        return;
    }
    float side = min(size.x / 2, size.y * 2 / 3);
    int canvas = pixel.x < size.x / 2 ? 0 : 1;
    vec2 at = vec2(pixel.x - (0.5 + canvas) * size.x / 2 + side / 2, pixel.y) / side;

    int level = 0;
    if (at.y >= 1)
    {
        // From x = 0, 1/2, 3/4 on, each half as wide as the one before.
        level = 1 + int(floor(-log2(max(1 - at.x, 0.001))));
        float width = exp2(-level);
        at = (at - vec2(1 - 2 * width, 1)) / width;
    }
    vec3 color = vec3(0.02, 0.02, 0.03);
    if (level < MIPS && all(greaterThanEqual(at, vec2(0))) && all(lessThan(at, vec2(1))))
    {
        daxa_ImageViewId id = canvas == 0 ? push.warm[level] : push.cold[level];
        ivec2 texels = imageSize(daxa_image2D(id));
        color = imageLoad(daxa_image2D(id), ivec2(at * texels)).rgb;
    }
    imageStore(daxa_image2D(push.target), pixel, vec4(color, 1));
}
