// Arrays of cubes, as images.glsl has the other dimensions. The device needs the feature
// IMAGE_CUBE_ARRAY (imageCubeArray).
//
//     texture(daxa_samplerCubeArray(image, sampler), vec4(direction, cube))
//     texture(daxa_samplerCubeArrayShadow(image, sampler), vec4(direction, cube), depth)
//     imageLoad(daxa_imageCubeArray(image), ivec3(texel, cube * 6 + face))

#ifndef DAXA_CUBE_ARRAYS_GLSL
#define DAXA_CUBE_ARRAYS_GLSL

#include "images.glsl"

DAXA_DECL_TEXTURES(textureCubeArray)
DAXA_DECL_TEXTURES(itextureCubeArray)
DAXA_DECL_TEXTURES(utextureCubeArray)

layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform imageCubeArray daxa_table_imageCubeArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform iimageCubeArray daxa_table_iimageCubeArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform uimageCubeArray daxa_table_uimageCubeArray[];

#define daxa_textureCubeArray(id) DAXA_UNIFORM(textureCubeArray, id)
#define daxa_itextureCubeArray(id) DAXA_UNIFORM(itextureCubeArray, id)
#define daxa_utextureCubeArray(id) DAXA_UNIFORM(utextureCubeArray, id)
#define daxa_textureCubeArray_nonuniform(id) DAXA_NONUNIFORM(textureCubeArray, id)
#define daxa_itextureCubeArray_nonuniform(id) DAXA_NONUNIFORM(itextureCubeArray, id)
#define daxa_utextureCubeArray_nonuniform(id) DAXA_NONUNIFORM(utextureCubeArray, id)

#define daxa_samplerCubeArray(image, smp) \
    samplerCubeArray(daxa_textureCubeArray(image), daxa_sampler(smp))
#define daxa_isamplerCubeArray(image, smp) \
    isamplerCubeArray(daxa_itextureCubeArray(image), daxa_sampler(smp))
#define daxa_usamplerCubeArray(image, smp) \
    usamplerCubeArray(daxa_utextureCubeArray(image), daxa_sampler(smp))
#define daxa_samplerCubeArray_nonuniform(image, smp) \
    nonuniformEXT(samplerCubeArray(daxa_textureCubeArray_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_isamplerCubeArray_nonuniform(image, smp) \
    nonuniformEXT(isamplerCubeArray(daxa_itextureCubeArray_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_usamplerCubeArray_nonuniform(image, smp) \
    nonuniformEXT(usamplerCubeArray(daxa_utextureCubeArray_nonuniform(image), daxa_sampler_nonuniform(smp)))

// Shadow samplers, for views of depth and samplers that compare.

#define daxa_samplerCubeArrayShadow(image, smp) \
    samplerCubeArrayShadow(daxa_textureCubeArray(image), daxa_samplerShadow(smp))
#define daxa_samplerCubeArrayShadow_nonuniform(image, smp) \
    nonuniformEXT(samplerCubeArrayShadow(daxa_textureCubeArray_nonuniform(image), daxa_samplerShadow_nonuniform(smp)))

#define daxa_imageCubeArray(id) DAXA_UNIFORM(imageCubeArray, id)
#define daxa_iimageCubeArray(id) DAXA_UNIFORM(iimageCubeArray, id)
#define daxa_uimageCubeArray(id) DAXA_UNIFORM(uimageCubeArray, id)
#define daxa_imageCubeArray_nonuniform(id) DAXA_NONUNIFORM(imageCubeArray, id)
#define daxa_iimageCubeArray_nonuniform(id) DAXA_NONUNIFORM(iimageCubeArray, id)
#define daxa_uimageCubeArray_nonuniform(id) DAXA_NONUNIFORM(uimageCubeArray, id)

// For atomics, see atomic_images.glsl.

layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32i) uniform iimageCubeArray daxa_table_r32i_imageCubeArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32ui) uniform uimageCubeArray daxa_table_r32ui_imageCubeArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, r32f) uniform imageCubeArray daxa_table_r32f_imageCubeArray[];

#define daxa_r32i_imageCubeArray(id) DAXA_UNIFORM(r32i_imageCubeArray, id)
#define daxa_r32ui_imageCubeArray(id) DAXA_UNIFORM(r32ui_imageCubeArray, id)
#define daxa_r32f_imageCubeArray(id) DAXA_UNIFORM(r32f_imageCubeArray, id)
#define daxa_r32i_imageCubeArray_nonuniform(id) DAXA_NONUNIFORM(r32i_imageCubeArray, id)
#define daxa_r32ui_imageCubeArray_nonuniform(id) DAXA_NONUNIFORM(r32ui_imageCubeArray, id)
#define daxa_r32f_imageCubeArray_nonuniform(id) DAXA_NONUNIFORM(r32f_imageCubeArray, id)

#endif
