#version 460
#include <daxa/daxa.glsl>
#include <Flock>

DAXA_PUSH_CONSTANTS(Flock, push)

layout(location = 0) out vec3 color;

const vec2 CORNERS[3] = { vec2(0.022, 0), vec2(-0.014, 0.01), vec2(-0.014, -0.01) };

// An arrow for each instance that points to where it flies.
void main()
{
    Boid boid = daxa_at(push.boids, gl_InstanceIndex);
    vec2 ahead = normalize(boid.velocity);
    vec2 corner = CORNERS[gl_VertexIndex];
    vec2 place = boid.place + mat2(ahead, vec2(-ahead.y, ahead.x)) * corner;
    gl_Position = vec4(place * push.scale, 0, 1);
    color = 0.6 + 0.4 * vec3(ahead.x, ahead.y, -ahead.x);
}
