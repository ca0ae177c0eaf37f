#version 460
#include <daxa/daxa.glsl>
#include <Step>

layout(local_size_x = 64) in;
DAXA_PUSH_CONSTANTS(Step, push)

const float SECONDS = 1.0 / 60;

void main()
{
    uint self = gl_GlobalInvocationID.x;
    if (self >= push.count)
    {
        return;
    }
    Boid boid = daxa_at(push.before, self);

    // Away from those that are close, with the others, and towards their middle.
    vec2 away = vec2(0);
    vec2 middle = vec2(0);
    vec2 heading = vec2(0);
    float seen = 0;
    for (uint i = 0; i < push.count; i++)
    {
        Boid other = daxa_at(push.before, i);
        vec2 to = other.place - boid.place;
        float distance2 = dot(to, to);
        if (i != self && distance2 < 0.15 * 0.15)
        {
            away -= distance2 < 0.04 * 0.04 ? to : vec2(0);
            middle += to;
            heading += other.velocity;
            seen += 1;
        }
    }
    vec2 velocity = boid.velocity + 40 * away * SECONDS;
    if (seen > 0)
    {
        velocity += (2 * middle / seen + 2 * (heading / seen - boid.velocity)) * SECONDS;
    }

    // Back from the edges, neither too slow nor too fast.
    velocity -= 4 * sign(boid.place) * max(abs(boid.place) - 0.85, 0) * SECONDS * 8;
    float speed = max(length(velocity), 0.0001);
    boid.velocity = velocity / speed * clamp(speed, 0.25, 0.6);
    boid.place += boid.velocity * SECONDS;
    daxa_at(push.after, self) = boid;
}
