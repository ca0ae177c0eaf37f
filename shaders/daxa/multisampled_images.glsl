// Storage images with several samples for each texel. The device needs the feature
// STORAGE_IMAGE_MULTISAMPLE (shaderStorageImageMultisample). Sampled ones stand in images.glsl.
//
//     imageLoad(daxa_image2DMS(image), texel, sample)
//     imageStore(daxa_image2DMS(image), texel, sample, color)

#ifndef DAXA_MULTISAMPLED_IMAGES_GLSL
#define DAXA_MULTISAMPLED_IMAGES_GLSL

#include "images.glsl"

layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform image2DMS daxa_table_image2DMS[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform image2DMSArray daxa_table_image2DMSArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform iimage2DMS daxa_table_iimage2DMS[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform iimage2DMSArray daxa_table_iimage2DMSArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform uimage2DMS daxa_table_uimage2DMS[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform uimage2DMSArray daxa_table_uimage2DMSArray[];

#define daxa_image2DMS(id) DAXA_UNIFORM(image2DMS, id)
#define daxa_image2DMSArray(id) DAXA_UNIFORM(image2DMSArray, id)
#define daxa_iimage2DMS(id) DAXA_UNIFORM(iimage2DMS, id)
#define daxa_iimage2DMSArray(id) DAXA_UNIFORM(iimage2DMSArray, id)
#define daxa_uimage2DMS(id) DAXA_UNIFORM(uimage2DMS, id)
#define daxa_uimage2DMSArray(id) DAXA_UNIFORM(uimage2DMSArray, id)
#define daxa_image2DMS_nonuniform(id) DAXA_NONUNIFORM(image2DMS, id)
#define daxa_image2DMSArray_nonuniform(id) DAXA_NONUNIFORM(image2DMSArray, id)
#define daxa_iimage2DMS_nonuniform(id) DAXA_NONUNIFORM(iimage2DMS, id)
#define daxa_iimage2DMSArray_nonuniform(id) DAXA_NONUNIFORM(iimage2DMSArray, id)
#define daxa_uimage2DMS_nonuniform(id) DAXA_NONUNIFORM(uimage2DMS, id)
#define daxa_uimage2DMSArray_nonuniform(id) DAXA_NONUNIFORM(uimage2DMSArray, id)

#endif
