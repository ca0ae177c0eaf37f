// Ids: how a shader names a buffer, an image view, a sampler or a top-level acceleration structure.
//
// The host gives every resource a 64-bit id. Its low word is the row of the resource in the tables
// below; its high word says kind, device and generation, which the host checks and shaders don't
// need. An id is 8 bytes long, aligned to 4, and may stand in any struct.

#ifndef DAXA_IDS_GLSL
#define DAXA_IDS_GLSL

#extension GL_EXT_scalar_block_layout : require
#extension GL_EXT_nonuniform_qualifier : require

// The one descriptor set, and what is bound where in it.
#define DAXA_SET 0
#define DAXA_SAMPLED_IMAGE_BINDING 0
#define DAXA_STORAGE_IMAGE_BINDING 1
#define DAXA_SAMPLER_BINDING 2
#define DAXA_ADDRESS_BINDING 3
#define DAXA_ACCELERATION_STRUCTURE_BINDING 4

struct daxa_BufferId
{
    uint index;
    uint tag;
};

struct daxa_ImageViewId
{
    uint index;
    uint tag;
};

struct daxa_SamplerId
{
    uint index;
    uint tag;
};

struct daxa_TlasId
{
    uint index;
    uint tag;
};

// Whether an id names anything: a struct that the host has cleared to zero names nothing.
bool daxa_is_null(daxa_BufferId id) { return id.tag == 0; }
bool daxa_is_null(daxa_ImageViewId id) { return id.tag == 0; }
bool daxa_is_null(daxa_SamplerId id) { return id.tag == 0; }
bool daxa_is_null(daxa_TlasId id) { return id.tag == 0; }

#endif
