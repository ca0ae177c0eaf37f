#version 460
#include <daxa/daxa.glsl>
#include <Camera>
#include <Material>

// All shaders of the sample; each stage compiles its part.

DAXA_PUSH_CONSTANTS(Camera, camera)

#define MOST_BOUNCES 2

const vec3 SUN = normalize(vec3(0.5, 0.8, 0.3));

struct Ray
{
    vec3 color;
    int bounces;
};

#ifdef DAXA_STAGE_RAYGEN
layout(location = 0) rayPayloadEXT Ray ray;

void main()
{
    vec3 color = vec3(0);
    for (int i = 0; i < 4; i++) {
        vec2 at = (gl_LaunchIDEXT.xy + vec2(i & 1, i >> 1) * 0.5 + 0.25) / gl_LaunchSizeEXT.xy * 2 - 1;
        vec3 direction = normalize(camera.forward + at.x * camera.right + at.y * camera.down);
        ray.bounces = 0;
        traceRayEXT(daxa_tlas(camera.scene), gl_RayFlagsNoneEXT, 0xFF, 0, 0, 0,
            camera.eye, 0, direction, 100, 0);
        color += ray.color / 4;
    }
    imageStore(daxa_image2D(camera.target), ivec2(gl_LaunchIDEXT.xy), vec4(sqrt(color), 1));
}
#endif

#ifdef DAXA_STAGE_MISS
#ifdef SHADOW
layout(location = 1) rayPayloadInEXT float light;

void main() { light = 1; }
#else
layout(location = 0) rayPayloadInEXT Ray ray;

void main()
{
    vec3 way = gl_WorldRayDirectionEXT;
    vec3 sky = mix(vec3(0.8, 0.85, 0.9), vec3(0.15, 0.35, 0.75), clamp(way.y * 1.5, 0, 1));
    ray.color = sky + vec3(1, 0.8, 0.5) * pow(max(dot(way, SUN), 0), 200);
}
#endif
#endif

#ifdef DAXA_STAGE_INTERSECTION
// A ball of radius 1 in its box.
void main()
{
    vec3 o = gl_ObjectRayOriginEXT;
    vec3 d = gl_ObjectRayDirectionEXT;
    float a = dot(d, d);
    float b = dot(o, d);
    float inside = b * b - a * (dot(o, o) - 1);
    if (inside > 0) {
        reportIntersectionEXT((-b - sqrt(inside)) / a, 0);
    }
}
#endif

#ifdef DAXA_STAGE_CLOSEST_HIT
DAXA_SHADER_RECORD(Material, material)
layout(location = 0) rayPayloadInEXT Ray ray;
layout(location = 1) rayPayloadEXT float light;

void main()
{
    vec3 way = gl_WorldRayDirectionEXT;
    vec3 at = gl_WorldRayOriginEXT + gl_HitTEXT * way;
    vec3 color = material.color;
#ifdef GROUND
    vec3 normal = vec3(0, 1, 0);
    vec2 tile = floor(at.xz);
    color *= mod(tile.x + tile.y, 2) == 0 ? 1.0 : 0.35;
#else
    vec3 normal = normalize(at - gl_ObjectToWorldEXT[3]);
#endif
    at += normal * 0.001;
    light = 0;
    traceRayEXT(daxa_tlas(camera.scene),
        gl_RayFlagsTerminateOnFirstHitEXT | gl_RayFlagsSkipClosestHitShaderEXT, 0xFF, 0, 0, 1,
        at, 0, SUN, 100, 1);
    light *= max(dot(normal, SUN), 0);
    vec3 seen = color * (light * vec3(1, 0.95, 0.85) + vec3(0.12, 0.16, 0.22));
    if (material.mirror > 0 && ray.bounces < MOST_BOUNCES) {
        ray.bounces++;
        traceRayEXT(daxa_tlas(camera.scene), gl_RayFlagsNoneEXT, 0xFF, 0, 0, 0,
            at, 0, reflect(way, normal), 100, 0);
        float grazing = pow(1 + dot(way, normal), 5);
        seen = mix(seen, ray.color, mix(material.mirror, 1, grazing));
    }
    ray.color = seen;
}
#endif
