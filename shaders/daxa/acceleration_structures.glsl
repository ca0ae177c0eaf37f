// Top-level acceleration structures by their ids. What a shader traces with comes from the file that
// includes this one: ray_query.glsl for ray queries in any stage, ray_tracing.glsl for the shaders of
// ray tracing pipelines.
//
//     daxa_tlas(id)                 the structure; the id is the same in all invocations
//     daxa_tlas_nonuniform(id)      the same for ids that differ

#ifndef DAXA_ACCELERATION_STRUCTURES_GLSL
#define DAXA_ACCELERATION_STRUCTURES_GLSL

#include "ids.glsl"

layout(set = DAXA_SET, binding = DAXA_ACCELERATION_STRUCTURE_BINDING)
    uniform accelerationStructureEXT daxa_table_tlas[];

#define daxa_tlas(id) daxa_table_tlas[(id).index]
#define daxa_tlas_nonuniform(id) daxa_table_tlas[nonuniformEXT((id).index)]

#endif
