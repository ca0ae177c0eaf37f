#version 460
#include <daxa/daxa.glsl>
#include <Accumulation>

layout(local_size_x = 8, local_size_y = 8) in;
DAXA_PUSH_CONSTANTS(Accumulation, push)

// As many frames as a half float counts.
const float MOST_FRAMES = 2048;

// Random numbers from 0 to 1: another sequence for each pixel of each frame.
uint state;

float random()
{
    state = state * 747796405u + 2891336453u;
    uint word = ((state >> ((state >> 28) + 4)) ^ state) * 277803737u;
    return float((word >> 22) ^ word) / 4294967296.0;
}

// Whether a ray from the floor meets the ball, which floats above its middle.
bool meetsBall(vec3 from, vec3 direction)
{
    vec3 center = vec3(0, 0.55, 0) - from;
    float along = dot(center, direction);
    return along > 0 && dot(center, center) - along * along < 0.35 * 0.35;
}

// One random ray to a lamp above: light or shadow, so that the average is a soft shadow.
float light(vec3 at)
{
    float angle = 6.2831853 * random();
    float radius = 0.7 * sqrt(random());
    vec3 lamp = vec3(radius * cos(angle) - 0.8, 2.2, radius * sin(angle) + 0.3);
    return meetsBall(at, normalize(lamp - at)) ? 0.08 : 1.0;
}

vec3 scene(vec2 p)
{
    vec3 floorAt = vec3(2.2 * p.x, 0, 2.2 * p.y);
    vec2 tile = floor(floorAt.xz * 2);
    vec3 color = mod(tile.x + tile.y, 2) == 0 ? vec3(0.85, 0.8, 0.7) : vec3(0.25, 0.4, 0.6);
    return color * light(floorAt);
}

void main()
{
    ivec2 pixel = ivec2(gl_GlobalInvocationID.xy);
    ivec2 size = imageSize(daxa_image2D(push.now));
    if (any(greaterThanEqual(pixel, size)))
    {
        return;
    }

    // The fourth number counts the frames that are in the average.
    vec4 before = push.first != 0 ? vec4(0) : imageLoad(daxa_image2D(push.before), pixel);
    state = (pixel.y * size.x + pixel.x) * 1973u + uint(before.a) * 9277u + 26699u;

    // One sample, anywhere in the pixel.
    vec2 p = (2 * (pixel + vec2(random(), random())) - size) / min(size.x, size.y);
    vec3 average = mix(before.rgb, scene(p), 1 / (before.a + 1));
    imageStore(daxa_image2D(push.now), pixel, vec4(average, min(before.a + 1, MOST_FRAMES)));
}
