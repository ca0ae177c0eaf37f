// Images: sampled and stored, named by ids.
//
//     texture(daxa_sampler2D(image, sampler), uv)              filtered
//     texture(daxa_sampler2DShadow(image, sampler), vec3(uv, depth))     compared
//     texelFetch(daxa_texture2D(image), texel, level)          one texel; textureSize works alike
//     texelFetch(daxa_texture2DMS(image), texel, sample)       one sample
//     imageLoad(daxa_image2D(image), texel)                    of a storage image
//     imageStore(daxa_image2D(image), texel, color)            the image's format converts
//
// The name says dimension and kind as in GLSL itself: 1D, 1DArray, 2D, 2DArray, 3D, Cube, 2DMS,
// 2DMSArray; none for float and normalised formats, i for signed and u for unsigned integers. The
// view that the id names must be of that dimension and kind.
//
// An id must be the same for all invocations of a draw or dispatch that run the expression together
// (dynamically uniform: from push constants, say). Where it differs from one invocation to the next
// (from a material table, say), add _nonuniform to the name; otherwise some GPUs read the wrong
// image. That is slower on some GPUs, hence two names.
//
// Storage images for atomics stand in atomic_images.glsl. What not every device has lies in files of
// its own: cube_arrays.glsl, multisampled_images.glsl, int64_images.glsl.

#ifndef DAXA_IMAGES_GLSL
#define DAXA_IMAGES_GLSL

#extension GL_EXT_nonuniform_qualifier : require
#extension GL_EXT_samplerless_texture_functions : require
#extension GL_EXT_shader_image_load_formatted : require

#include "ids.glsl"

// The tables. Those of one binding are views of the same rows, one for each type.

#define DAXA_DECL_TEXTURES(Type)                                                                    \
    layout(set = DAXA_SET, binding = DAXA_SAMPLED_IMAGE_BINDING) uniform Type daxa_table_##Type[];

#define DAXA_DECL_SAMPLERS(Type)                                                                    \
    layout(set = DAXA_SET, binding = DAXA_SAMPLER_BINDING) uniform Type daxa_table_##Type[];

// Declares storage images that are accessed in a special way, for daxa_image:
//
//     DAXA_DECL_IMAGES(counted, uimage2D, coherent volatile)
//     imageLoad(daxa_image(counted, push.image), texel)
//
// The qualifiers are those of GLSL: coherent, volatile, restrict, readonly, writeonly. There must be
// one at least.
#define DAXA_DECL_IMAGES(name, Type, qualifiers)                                                    \
    layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) qualifiers uniform Type            \
        daxa_table_##name[];

// The same with the image's format, such as r32ui, which atomics need. The view must have it.
#define DAXA_DECL_FORMAT_IMAGES(name, Type, format, qualifiers)                                     \
    layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING, format) qualifiers uniform Type    \
        daxa_table_##name[];

#define DAXA_UNIFORM(name, id) daxa_table_##name[(id).index]
#define DAXA_NONUNIFORM(name, id) daxa_table_##name[nonuniformEXT((id).index)]

#define daxa_image(name, id) DAXA_UNIFORM(name, id)
#define daxa_image_nonuniform(name, id) DAXA_NONUNIFORM(name, id)

DAXA_DECL_TEXTURES(texture1D)
DAXA_DECL_TEXTURES(texture1DArray)
DAXA_DECL_TEXTURES(texture2D)
DAXA_DECL_TEXTURES(texture2DArray)
DAXA_DECL_TEXTURES(texture3D)
DAXA_DECL_TEXTURES(textureCube)
DAXA_DECL_TEXTURES(texture2DMS)
DAXA_DECL_TEXTURES(texture2DMSArray)
DAXA_DECL_TEXTURES(itexture1D)
DAXA_DECL_TEXTURES(itexture1DArray)
DAXA_DECL_TEXTURES(itexture2D)
DAXA_DECL_TEXTURES(itexture2DArray)
DAXA_DECL_TEXTURES(itexture3D)
DAXA_DECL_TEXTURES(itextureCube)
DAXA_DECL_TEXTURES(itexture2DMS)
DAXA_DECL_TEXTURES(itexture2DMSArray)
DAXA_DECL_TEXTURES(utexture1D)
DAXA_DECL_TEXTURES(utexture1DArray)
DAXA_DECL_TEXTURES(utexture2D)
DAXA_DECL_TEXTURES(utexture2DArray)
DAXA_DECL_TEXTURES(utexture3D)
DAXA_DECL_TEXTURES(utextureCube)
DAXA_DECL_TEXTURES(utexture2DMS)
DAXA_DECL_TEXTURES(utexture2DMSArray)

DAXA_DECL_SAMPLERS(sampler)
DAXA_DECL_SAMPLERS(samplerShadow)

layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform image1D daxa_table_image1D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform image1DArray daxa_table_image1DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform image2D daxa_table_image2D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform image2DArray daxa_table_image2DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform image3D daxa_table_image3D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform imageCube daxa_table_imageCube[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform iimage1D daxa_table_iimage1D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform iimage1DArray daxa_table_iimage1DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform iimage2D daxa_table_iimage2D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform iimage2DArray daxa_table_iimage2DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform iimage3D daxa_table_iimage3D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform iimageCube daxa_table_iimageCube[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform uimage1D daxa_table_uimage1D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform uimage1DArray daxa_table_uimage1DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform uimage2D daxa_table_uimage2D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform uimage2DArray daxa_table_uimage2DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform uimage3D daxa_table_uimage3D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform uimageCube daxa_table_uimageCube[];

// Samplers, for those who build sampled images themselves.

#define daxa_sampler(id) DAXA_UNIFORM(sampler, id)
#define daxa_sampler_nonuniform(id) DAXA_NONUNIFORM(sampler, id)
#define daxa_samplerShadow(id) DAXA_UNIFORM(samplerShadow, id)
#define daxa_samplerShadow_nonuniform(id) DAXA_NONUNIFORM(samplerShadow, id)

// Sampled images without a sampler, for texelFetch and textureSize.

#define daxa_texture1D(id) DAXA_UNIFORM(texture1D, id)
#define daxa_texture1DArray(id) DAXA_UNIFORM(texture1DArray, id)
#define daxa_texture2D(id) DAXA_UNIFORM(texture2D, id)
#define daxa_texture2DArray(id) DAXA_UNIFORM(texture2DArray, id)
#define daxa_texture3D(id) DAXA_UNIFORM(texture3D, id)
#define daxa_textureCube(id) DAXA_UNIFORM(textureCube, id)
#define daxa_texture2DMS(id) DAXA_UNIFORM(texture2DMS, id)
#define daxa_texture2DMSArray(id) DAXA_UNIFORM(texture2DMSArray, id)
#define daxa_itexture1D(id) DAXA_UNIFORM(itexture1D, id)
#define daxa_itexture1DArray(id) DAXA_UNIFORM(itexture1DArray, id)
#define daxa_itexture2D(id) DAXA_UNIFORM(itexture2D, id)
#define daxa_itexture2DArray(id) DAXA_UNIFORM(itexture2DArray, id)
#define daxa_itexture3D(id) DAXA_UNIFORM(itexture3D, id)
#define daxa_itextureCube(id) DAXA_UNIFORM(itextureCube, id)
#define daxa_itexture2DMS(id) DAXA_UNIFORM(itexture2DMS, id)
#define daxa_itexture2DMSArray(id) DAXA_UNIFORM(itexture2DMSArray, id)
#define daxa_utexture1D(id) DAXA_UNIFORM(utexture1D, id)
#define daxa_utexture1DArray(id) DAXA_UNIFORM(utexture1DArray, id)
#define daxa_utexture2D(id) DAXA_UNIFORM(utexture2D, id)
#define daxa_utexture2DArray(id) DAXA_UNIFORM(utexture2DArray, id)
#define daxa_utexture3D(id) DAXA_UNIFORM(utexture3D, id)
#define daxa_utextureCube(id) DAXA_UNIFORM(utextureCube, id)
#define daxa_utexture2DMS(id) DAXA_UNIFORM(utexture2DMS, id)
#define daxa_utexture2DMSArray(id) DAXA_UNIFORM(utexture2DMSArray, id)
#define daxa_texture1D_nonuniform(id) DAXA_NONUNIFORM(texture1D, id)
#define daxa_texture1DArray_nonuniform(id) DAXA_NONUNIFORM(texture1DArray, id)
#define daxa_texture2D_nonuniform(id) DAXA_NONUNIFORM(texture2D, id)
#define daxa_texture2DArray_nonuniform(id) DAXA_NONUNIFORM(texture2DArray, id)
#define daxa_texture3D_nonuniform(id) DAXA_NONUNIFORM(texture3D, id)
#define daxa_textureCube_nonuniform(id) DAXA_NONUNIFORM(textureCube, id)
#define daxa_texture2DMS_nonuniform(id) DAXA_NONUNIFORM(texture2DMS, id)
#define daxa_texture2DMSArray_nonuniform(id) DAXA_NONUNIFORM(texture2DMSArray, id)
#define daxa_itexture1D_nonuniform(id) DAXA_NONUNIFORM(itexture1D, id)
#define daxa_itexture1DArray_nonuniform(id) DAXA_NONUNIFORM(itexture1DArray, id)
#define daxa_itexture2D_nonuniform(id) DAXA_NONUNIFORM(itexture2D, id)
#define daxa_itexture2DArray_nonuniform(id) DAXA_NONUNIFORM(itexture2DArray, id)
#define daxa_itexture3D_nonuniform(id) DAXA_NONUNIFORM(itexture3D, id)
#define daxa_itextureCube_nonuniform(id) DAXA_NONUNIFORM(itextureCube, id)
#define daxa_itexture2DMS_nonuniform(id) DAXA_NONUNIFORM(itexture2DMS, id)
#define daxa_itexture2DMSArray_nonuniform(id) DAXA_NONUNIFORM(itexture2DMSArray, id)
#define daxa_utexture1D_nonuniform(id) DAXA_NONUNIFORM(utexture1D, id)
#define daxa_utexture1DArray_nonuniform(id) DAXA_NONUNIFORM(utexture1DArray, id)
#define daxa_utexture2D_nonuniform(id) DAXA_NONUNIFORM(utexture2D, id)
#define daxa_utexture2DArray_nonuniform(id) DAXA_NONUNIFORM(utexture2DArray, id)
#define daxa_utexture3D_nonuniform(id) DAXA_NONUNIFORM(utexture3D, id)
#define daxa_utextureCube_nonuniform(id) DAXA_NONUNIFORM(utextureCube, id)
#define daxa_utexture2DMS_nonuniform(id) DAXA_NONUNIFORM(utexture2DMS, id)
#define daxa_utexture2DMSArray_nonuniform(id) DAXA_NONUNIFORM(utexture2DMSArray, id)

// Sampled images with a sampler, for texture, textureLod, textureGrad, textureGather.

#define daxa_sampler1D(image, smp) \
    sampler1D(daxa_texture1D(image), daxa_sampler(smp))
#define daxa_sampler1DArray(image, smp) \
    sampler1DArray(daxa_texture1DArray(image), daxa_sampler(smp))
#define daxa_sampler2D(image, smp) \
    sampler2D(daxa_texture2D(image), daxa_sampler(smp))
#define daxa_sampler2DArray(image, smp) \
    sampler2DArray(daxa_texture2DArray(image), daxa_sampler(smp))
#define daxa_sampler3D(image, smp) \
    sampler3D(daxa_texture3D(image), daxa_sampler(smp))
#define daxa_samplerCube(image, smp) \
    samplerCube(daxa_textureCube(image), daxa_sampler(smp))
#define daxa_isampler1D(image, smp) \
    isampler1D(daxa_itexture1D(image), daxa_sampler(smp))
#define daxa_isampler1DArray(image, smp) \
    isampler1DArray(daxa_itexture1DArray(image), daxa_sampler(smp))
#define daxa_isampler2D(image, smp) \
    isampler2D(daxa_itexture2D(image), daxa_sampler(smp))
#define daxa_isampler2DArray(image, smp) \
    isampler2DArray(daxa_itexture2DArray(image), daxa_sampler(smp))
#define daxa_isampler3D(image, smp) \
    isampler3D(daxa_itexture3D(image), daxa_sampler(smp))
#define daxa_isamplerCube(image, smp) \
    isamplerCube(daxa_itextureCube(image), daxa_sampler(smp))
#define daxa_usampler1D(image, smp) \
    usampler1D(daxa_utexture1D(image), daxa_sampler(smp))
#define daxa_usampler1DArray(image, smp) \
    usampler1DArray(daxa_utexture1DArray(image), daxa_sampler(smp))
#define daxa_usampler2D(image, smp) \
    usampler2D(daxa_utexture2D(image), daxa_sampler(smp))
#define daxa_usampler2DArray(image, smp) \
    usampler2DArray(daxa_utexture2DArray(image), daxa_sampler(smp))
#define daxa_usampler3D(image, smp) \
    usampler3D(daxa_utexture3D(image), daxa_sampler(smp))
#define daxa_usamplerCube(image, smp) \
    usamplerCube(daxa_utextureCube(image), daxa_sampler(smp))
#define daxa_sampler1D_nonuniform(image, smp) \
    nonuniformEXT(sampler1D(daxa_texture1D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_sampler1DArray_nonuniform(image, smp) \
    nonuniformEXT(sampler1DArray(daxa_texture1DArray_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_sampler2D_nonuniform(image, smp) \
    nonuniformEXT(sampler2D(daxa_texture2D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_sampler2DArray_nonuniform(image, smp) \
    nonuniformEXT(sampler2DArray(daxa_texture2DArray_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_sampler3D_nonuniform(image, smp) \
    nonuniformEXT(sampler3D(daxa_texture3D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_samplerCube_nonuniform(image, smp) \
    nonuniformEXT(samplerCube(daxa_textureCube_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_isampler1D_nonuniform(image, smp) \
    nonuniformEXT(isampler1D(daxa_itexture1D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_isampler1DArray_nonuniform(image, smp) \
    nonuniformEXT(isampler1DArray(daxa_itexture1DArray_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_isampler2D_nonuniform(image, smp) \
    nonuniformEXT(isampler2D(daxa_itexture2D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_isampler2DArray_nonuniform(image, smp) \
    nonuniformEXT(isampler2DArray(daxa_itexture2DArray_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_isampler3D_nonuniform(image, smp) \
    nonuniformEXT(isampler3D(daxa_itexture3D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_isamplerCube_nonuniform(image, smp) \
    nonuniformEXT(isamplerCube(daxa_itextureCube_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_usampler1D_nonuniform(image, smp) \
    nonuniformEXT(usampler1D(daxa_utexture1D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_usampler1DArray_nonuniform(image, smp) \
    nonuniformEXT(usampler1DArray(daxa_utexture1DArray_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_usampler2D_nonuniform(image, smp) \
    nonuniformEXT(usampler2D(daxa_utexture2D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_usampler2DArray_nonuniform(image, smp) \
    nonuniformEXT(usampler2DArray(daxa_utexture2DArray_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_usampler3D_nonuniform(image, smp) \
    nonuniformEXT(usampler3D(daxa_utexture3D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_usamplerCube_nonuniform(image, smp) \
    nonuniformEXT(usamplerCube(daxa_utextureCube_nonuniform(image), daxa_sampler_nonuniform(smp)))

// Shadow samplers, for views of depth and samplers that compare.

#define daxa_sampler1DShadow(image, smp) \
    sampler1DShadow(daxa_texture1D(image), daxa_samplerShadow(smp))
#define daxa_sampler1DArrayShadow(image, smp) \
    sampler1DArrayShadow(daxa_texture1DArray(image), daxa_samplerShadow(smp))
#define daxa_sampler2DShadow(image, smp) \
    sampler2DShadow(daxa_texture2D(image), daxa_samplerShadow(smp))
#define daxa_sampler2DArrayShadow(image, smp) \
    sampler2DArrayShadow(daxa_texture2DArray(image), daxa_samplerShadow(smp))
#define daxa_samplerCubeShadow(image, smp) \
    samplerCubeShadow(daxa_textureCube(image), daxa_samplerShadow(smp))
#define daxa_sampler1DShadow_nonuniform(image, smp) \
    nonuniformEXT(sampler1DShadow(daxa_texture1D_nonuniform(image), daxa_samplerShadow_nonuniform(smp)))
#define daxa_sampler1DArrayShadow_nonuniform(image, smp) \
    nonuniformEXT(sampler1DArrayShadow(daxa_texture1DArray_nonuniform(image), daxa_samplerShadow_nonuniform(smp)))
#define daxa_sampler2DShadow_nonuniform(image, smp) \
    nonuniformEXT(sampler2DShadow(daxa_texture2D_nonuniform(image), daxa_samplerShadow_nonuniform(smp)))
#define daxa_sampler2DArrayShadow_nonuniform(image, smp) \
    nonuniformEXT(sampler2DArrayShadow(daxa_texture2DArray_nonuniform(image), daxa_samplerShadow_nonuniform(smp)))
#define daxa_samplerCubeShadow_nonuniform(image, smp) \
    nonuniformEXT(samplerCubeShadow(daxa_textureCube_nonuniform(image), daxa_samplerShadow_nonuniform(smp)))

// Storage images, for imageLoad, imageStore and imageSize.

#define daxa_image1D(id) DAXA_UNIFORM(image1D, id)
#define daxa_image1DArray(id) DAXA_UNIFORM(image1DArray, id)
#define daxa_image2D(id) DAXA_UNIFORM(image2D, id)
#define daxa_image2DArray(id) DAXA_UNIFORM(image2DArray, id)
#define daxa_image3D(id) DAXA_UNIFORM(image3D, id)
#define daxa_imageCube(id) DAXA_UNIFORM(imageCube, id)
#define daxa_iimage1D(id) DAXA_UNIFORM(iimage1D, id)
#define daxa_iimage1DArray(id) DAXA_UNIFORM(iimage1DArray, id)
#define daxa_iimage2D(id) DAXA_UNIFORM(iimage2D, id)
#define daxa_iimage2DArray(id) DAXA_UNIFORM(iimage2DArray, id)
#define daxa_iimage3D(id) DAXA_UNIFORM(iimage3D, id)
#define daxa_iimageCube(id) DAXA_UNIFORM(iimageCube, id)
#define daxa_uimage1D(id) DAXA_UNIFORM(uimage1D, id)
#define daxa_uimage1DArray(id) DAXA_UNIFORM(uimage1DArray, id)
#define daxa_uimage2D(id) DAXA_UNIFORM(uimage2D, id)
#define daxa_uimage2DArray(id) DAXA_UNIFORM(uimage2DArray, id)
#define daxa_uimage3D(id) DAXA_UNIFORM(uimage3D, id)
#define daxa_uimageCube(id) DAXA_UNIFORM(uimageCube, id)
#define daxa_image1D_nonuniform(id) DAXA_NONUNIFORM(image1D, id)
#define daxa_image1DArray_nonuniform(id) DAXA_NONUNIFORM(image1DArray, id)
#define daxa_image2D_nonuniform(id) DAXA_NONUNIFORM(image2D, id)
#define daxa_image2DArray_nonuniform(id) DAXA_NONUNIFORM(image2DArray, id)
#define daxa_image3D_nonuniform(id) DAXA_NONUNIFORM(image3D, id)
#define daxa_imageCube_nonuniform(id) DAXA_NONUNIFORM(imageCube, id)
#define daxa_iimage1D_nonuniform(id) DAXA_NONUNIFORM(iimage1D, id)
#define daxa_iimage1DArray_nonuniform(id) DAXA_NONUNIFORM(iimage1DArray, id)
#define daxa_iimage2D_nonuniform(id) DAXA_NONUNIFORM(iimage2D, id)
#define daxa_iimage2DArray_nonuniform(id) DAXA_NONUNIFORM(iimage2DArray, id)
#define daxa_iimage3D_nonuniform(id) DAXA_NONUNIFORM(iimage3D, id)
#define daxa_iimageCube_nonuniform(id) DAXA_NONUNIFORM(iimageCube, id)
#define daxa_uimage1D_nonuniform(id) DAXA_NONUNIFORM(uimage1D, id)
#define daxa_uimage1DArray_nonuniform(id) DAXA_NONUNIFORM(uimage1DArray, id)
#define daxa_uimage2D_nonuniform(id) DAXA_NONUNIFORM(uimage2D, id)
#define daxa_uimage2DArray_nonuniform(id) DAXA_NONUNIFORM(uimage2DArray, id)
#define daxa_uimage3D_nonuniform(id) DAXA_NONUNIFORM(uimage3D, id)
#define daxa_uimageCube_nonuniform(id) DAXA_NONUNIFORM(uimageCube, id)

#endif
