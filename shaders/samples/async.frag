#version 460
#include <daxa/daxa.glsl>
#include <Water>

DAXA_PUSH_CONSTANTS(Water, push)

layout(location = 0) in vec2 place;

layout(location = 0) out vec4 target;

float height(ivec2 at, ivec2 size)
{
    return push.frame == 0 ? 0 : imageLoad(daxa_image2D(push.waves), clamp(at, ivec2(0), size - 1)).r;
}

void main()
{
    ivec2 size = imageSize(daxa_image2D(push.waves));
    vec2 at = place * size - 0.5;
    ivec2 cell = ivec2(floor(at));
    float here = height(cell, size);
    vec3 normal = normalize(
        vec3(here - height(cell + ivec2(1, 0), size), here - height(cell + ivec2(0, 1), size), 0.12));

    // Stones on the ground, seen through the water, and the sun that it mirrors.
    vec2 ground = place + 0.05 * normal.xy;
    vec2 tile = floor(ground * vec2(16, 12));
    float stone = 0.75 + 0.25 * fract(sin(dot(tile, vec2(12.99, 78.23))) * 43758.5);
    vec3 color = stone * mix(vec3(0.05, 0.25, 0.35), vec3(0.2, 0.55, 0.6), 0.5 + here);
    float sun = pow(max(dot(normal, normalize(vec3(-0.4, -0.5, 0.8))), 0), 40);
    target = vec4(color + sun * vec3(1, 0.95, 0.8), 1);
}
