// Storage images whose format is named, as atomics need it: R32_SINT, R32_UINT and R32_SFLOAT.
//
//     imageAtomicAdd(daxa_r32ui_image2D(image), texel, 1)
//
// Atomics on r32i and r32ui need no feature. On r32f, imageAtomicExchange needs the feature
// SHADER_IMAGE_FLOAT32_ATOMICS, and imageAtomicAdd needs SHADER_IMAGE_FLOAT32_ATOMIC_ADD and
// #include <daxa/atomics.glsl>.

#ifndef DAXA_ATOMIC_IMAGES_GLSL
#define DAXA_ATOMIC_IMAGES_GLSL

#include "images.glsl"

layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32i) uniform iimage1D daxa_table_r32i_image1D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32i) uniform iimage1DArray daxa_table_r32i_image1DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32i) uniform iimage2D daxa_table_r32i_image2D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32i) uniform iimage2DArray daxa_table_r32i_image2DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32i) uniform iimage3D daxa_table_r32i_image3D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32i) uniform iimageCube daxa_table_r32i_imageCube[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32ui) uniform uimage1D daxa_table_r32ui_image1D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32ui) uniform uimage1DArray daxa_table_r32ui_image1DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32ui) uniform uimage2D daxa_table_r32ui_image2D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32ui) uniform uimage2DArray daxa_table_r32ui_image2DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32ui) uniform uimage3D daxa_table_r32ui_image3D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32ui) uniform uimageCube daxa_table_r32ui_imageCube[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32f) uniform image1D daxa_table_r32f_image1D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32f) uniform image1DArray daxa_table_r32f_image1DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32f) uniform image2D daxa_table_r32f_image2D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32f) uniform image2DArray daxa_table_r32f_image2DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32f) uniform image3D daxa_table_r32f_image3D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32f) uniform imageCube daxa_table_r32f_imageCube[];

#define daxa_r32i_image1D(id) DAXA_UNIFORM(r32i_image1D, id)
#define daxa_r32i_image1DArray(id) DAXA_UNIFORM(r32i_image1DArray, id)
#define daxa_r32i_image2D(id) DAXA_UNIFORM(r32i_image2D, id)
#define daxa_r32i_image2DArray(id) DAXA_UNIFORM(r32i_image2DArray, id)
#define daxa_r32i_image3D(id) DAXA_UNIFORM(r32i_image3D, id)
#define daxa_r32i_imageCube(id) DAXA_UNIFORM(r32i_imageCube, id)
#define daxa_r32ui_image1D(id) DAXA_UNIFORM(r32ui_image1D, id)
#define daxa_r32ui_image1DArray(id) DAXA_UNIFORM(r32ui_image1DArray, id)
#define daxa_r32ui_image2D(id) DAXA_UNIFORM(r32ui_image2D, id)
#define daxa_r32ui_image2DArray(id) DAXA_UNIFORM(r32ui_image2DArray, id)
#define daxa_r32ui_image3D(id) DAXA_UNIFORM(r32ui_image3D, id)
#define daxa_r32ui_imageCube(id) DAXA_UNIFORM(r32ui_imageCube, id)
#define daxa_r32f_image1D(id) DAXA_UNIFORM(r32f_image1D, id)
#define daxa_r32f_image1DArray(id) DAXA_UNIFORM(r32f_image1DArray, id)
#define daxa_r32f_image2D(id) DAXA_UNIFORM(r32f_image2D, id)
#define daxa_r32f_image2DArray(id) DAXA_UNIFORM(r32f_image2DArray, id)
#define daxa_r32f_image3D(id) DAXA_UNIFORM(r32f_image3D, id)
#define daxa_r32f_imageCube(id) DAXA_UNIFORM(r32f_imageCube, id)
#define daxa_r32i_image1D_nonuniform(id) DAXA_NONUNIFORM(r32i_image1D, id)
#define daxa_r32i_image1DArray_nonuniform(id) DAXA_NONUNIFORM(r32i_image1DArray, id)
#define daxa_r32i_image2D_nonuniform(id) DAXA_NONUNIFORM(r32i_image2D, id)
#define daxa_r32i_image2DArray_nonuniform(id) DAXA_NONUNIFORM(r32i_image2DArray, id)
#define daxa_r32i_image3D_nonuniform(id) DAXA_NONUNIFORM(r32i_image3D, id)
#define daxa_r32i_imageCube_nonuniform(id) DAXA_NONUNIFORM(r32i_imageCube, id)
#define daxa_r32ui_image1D_nonuniform(id) DAXA_NONUNIFORM(r32ui_image1D, id)
#define daxa_r32ui_image1DArray_nonuniform(id) DAXA_NONUNIFORM(r32ui_image1DArray, id)
#define daxa_r32ui_image2D_nonuniform(id) DAXA_NONUNIFORM(r32ui_image2D, id)
#define daxa_r32ui_image2DArray_nonuniform(id) DAXA_NONUNIFORM(r32ui_image2DArray, id)
#define daxa_r32ui_image3D_nonuniform(id) DAXA_NONUNIFORM(r32ui_image3D, id)
#define daxa_r32ui_imageCube_nonuniform(id) DAXA_NONUNIFORM(r32ui_imageCube, id)
#define daxa_r32f_image1D_nonuniform(id) DAXA_NONUNIFORM(r32f_image1D, id)
#define daxa_r32f_image1DArray_nonuniform(id) DAXA_NONUNIFORM(r32f_image1DArray, id)
#define daxa_r32f_image2D_nonuniform(id) DAXA_NONUNIFORM(r32f_image2D, id)
#define daxa_r32f_image2DArray_nonuniform(id) DAXA_NONUNIFORM(r32f_image2DArray, id)
#define daxa_r32f_image3D_nonuniform(id) DAXA_NONUNIFORM(r32f_image3D, id)
#define daxa_r32f_imageCube_nonuniform(id) DAXA_NONUNIFORM(r32f_imageCube, id)

#endif
