#version 460
#include <daxa/daxa.glsl>
#include <Waves>

layout(local_size_x = 8, local_size_y = 8) in;
DAXA_PUSH_CONSTANTS(Waves, push)

const float TURN = 6.2831853;

// A palette that comes round again: one turn for t from 0 to 1.
vec3 palette(float t)
{
    return 0.5 + 0.5 * cos(TURN * (t + vec3(0.0, 0.33, 0.67)));
}

// Rings that leave a centre, from -1 to 1.
float rings(vec2 p, vec2 center, float frequency)
{
    return sin(frequency * distance(p, center) - 2 * push.time);
}

void main()
{
    ivec2 pixel = ivec2(gl_GlobalInvocationID.xy);
    vec2 size = imageSize(daxa_image2D(push.target));
    if (any(greaterThanEqual(pixel, size)))
    {
        return;
    }

    // The shorter side goes from -1 to 1, so that circles are round.
    vec2 p = (2 * (pixel + 0.5) - size) / min(size.x, size.y);

    // Three centres on their way round; where their rings meet, the colour turns.
    float waves = 0;
    for (int i = 0; i < 3; i++)
    {
        float angle = TURN * float(i) / 3 + 0.4 * push.time;
        waves += rings(p, 0.7 * vec2(cos(angle), sin(angle)), 9.0 + 2.0 * float(i));
    }
    vec3 color = palette(waves / 6 + 0.1 * push.time);

    // Darker towards the edges.
    color *= 1.0 - 0.25 * min(dot(p, p), 2.0);
    imageStore(daxa_image2D(push.target), pixel, vec4(color, 1));
}
