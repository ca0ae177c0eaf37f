#version 460
#include <daxa/daxa.glsl>
#include <Waves>

layout(local_size_x = 8, local_size_y = 8) in;
DAXA_PUSH_CONSTANTS(Waves, push)

vec2 before(ivec2 at, ivec2 size)
{
    return imageLoad(daxa_image2D(push.before), clamp(at, ivec2(0), size - 1)).rg;
}

// A step of the wave equation. Red is the height, green the speed.
void main()
{
    ivec2 at = ivec2(gl_GlobalInvocationID.xy);
    ivec2 size = imageSize(daxa_image2D(push.after));
    vec2 wave = vec2(0);
    if (push.frame > 0)
    {
        wave = before(at, size);
        float around = before(at + ivec2(1, 0), size).r + before(at - ivec2(1, 0), size).r
            + before(at + ivec2(0, 1), size).r + before(at - ivec2(0, 1), size).r;
        wave.g = 0.998 * (wave.g + 0.4 * (around / 4 - wave.r));
        wave.r += wave.g;
    }

    // A drop, every now and then.
    if (push.frame % 24 == 0)
    {
        vec2 drop = fract(vec2(0.31, 0.42) + float(push.frame / 24) * vec2(0.618, 0.414)) * size;
        float away = distance(drop, at);
        wave.r -= 1.5 * exp(-away * away / 30);
    }
    imageStore(daxa_image2D(push.after), at, vec4(wave, 0, 0));
}
