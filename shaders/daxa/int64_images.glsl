// Storage images of 64-bit integers, formats R64_UINT and R64_SINT, and atomics on them. The device
// needs the feature SHADER_IMAGE_INT64_ATOMICS (VK_EXT_shader_image_atomic_int64).
//
//     imageLoad(daxa_u64image2D(image), texel).x
//     imageAtomicMax(daxa_u64image2D(image), texel, depthAndColor)

#ifndef DAXA_INT64_IMAGES_GLSL
#define DAXA_INT64_IMAGES_GLSL

#include "images.glsl"

#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
#extension GL_EXT_shader_image_int64 : require

layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r64i) uniform i64image1D daxa_table_i64image1D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r64i) uniform i64image1DArray daxa_table_i64image1DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r64i) uniform i64image2D daxa_table_i64image2D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r64i) uniform i64image2DArray daxa_table_i64image2DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r64i) uniform i64image3D daxa_table_i64image3D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r64i) uniform i64imageCube daxa_table_i64imageCube[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r64ui) uniform u64image1D daxa_table_u64image1D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r64ui) uniform u64image1DArray daxa_table_u64image1DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r64ui) uniform u64image2D daxa_table_u64image2D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r64ui) uniform u64image2DArray daxa_table_u64image2DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r64ui) uniform u64image3D daxa_table_u64image3D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r64ui) uniform u64imageCube daxa_table_u64imageCube[];

#define daxa_i64image1D(id) DAXA_UNIFORM(i64image1D, id)
#define daxa_i64image1DArray(id) DAXA_UNIFORM(i64image1DArray, id)
#define daxa_i64image2D(id) DAXA_UNIFORM(i64image2D, id)
#define daxa_i64image2DArray(id) DAXA_UNIFORM(i64image2DArray, id)
#define daxa_i64image3D(id) DAXA_UNIFORM(i64image3D, id)
#define daxa_i64imageCube(id) DAXA_UNIFORM(i64imageCube, id)
#define daxa_u64image1D(id) DAXA_UNIFORM(u64image1D, id)
#define daxa_u64image1DArray(id) DAXA_UNIFORM(u64image1DArray, id)
#define daxa_u64image2D(id) DAXA_UNIFORM(u64image2D, id)
#define daxa_u64image2DArray(id) DAXA_UNIFORM(u64image2DArray, id)
#define daxa_u64image3D(id) DAXA_UNIFORM(u64image3D, id)
#define daxa_u64imageCube(id) DAXA_UNIFORM(u64imageCube, id)
#define daxa_i64image1D_nonuniform(id) DAXA_NONUNIFORM(i64image1D, id)
#define daxa_i64image1DArray_nonuniform(id) DAXA_NONUNIFORM(i64image1DArray, id)
#define daxa_i64image2D_nonuniform(id) DAXA_NONUNIFORM(i64image2D, id)
#define daxa_i64image2DArray_nonuniform(id) DAXA_NONUNIFORM(i64image2DArray, id)
#define daxa_i64image3D_nonuniform(id) DAXA_NONUNIFORM(i64image3D, id)
#define daxa_i64imageCube_nonuniform(id) DAXA_NONUNIFORM(i64imageCube, id)
#define daxa_u64image1D_nonuniform(id) DAXA_NONUNIFORM(u64image1D, id)
#define daxa_u64image1DArray_nonuniform(id) DAXA_NONUNIFORM(u64image1DArray, id)
#define daxa_u64image2D_nonuniform(id) DAXA_NONUNIFORM(u64image2D, id)
#define daxa_u64image2DArray_nonuniform(id) DAXA_NONUNIFORM(u64image2DArray, id)
#define daxa_u64image3D_nonuniform(id) DAXA_NONUNIFORM(u64image3D, id)
#define daxa_u64imageCube_nonuniform(id) DAXA_NONUNIFORM(u64imageCube, id)

#endif
