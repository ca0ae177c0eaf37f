// Ray queries: any shader traces rays through a top-level acceleration structure. The device needs
// the feature RAY_QUERY.
//
//     rayQueryEXT query;
//     rayQueryInitializeEXT(
//         query, daxa_tlas(push.scene), gl_RayFlagsNoneEXT, 0xFF, origin, 0.0, direction, 1000.0);
//     while (rayQueryProceedEXT(query)) {
//         // Only what is not opaque comes here: rayQueryConfirmIntersectionEXT(query) keeps it.
//     }
//     if (rayQueryGetIntersectionTypeEXT(query, true) != gl_RayQueryCommittedIntersectionNoneEXT) {
//         float t = rayQueryGetIntersectionTEXT(query, true);
//     }

#ifndef DAXA_RAY_QUERY_GLSL
#define DAXA_RAY_QUERY_GLSL

#extension GL_EXT_ray_query : require

#include "acceleration_structures.glsl"

#endif
