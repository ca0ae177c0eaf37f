// Images: sampled and stored, named by ids.
//
//     texture(daxa_sampler2D(image, sampler), uv)              filtered
//     texelFetch(daxa_texture2D(image), texel, level)          one texel; textureSize works alike
//     imageLoad(daxa_image2D(image), texel)                    of a storage image
//     imageStore(daxa_image2D(image), texel, color)            the image's format converts
//
// The name says dimension and kind as in GLSL itself: 1D, 2D, 3D, Cube, 2DArray; none for float and
// normalised formats, i for signed and u for unsigned integers. The view that the id names must be
// of that dimension and kind.
//
// An id must be the same for all invocations of a draw or dispatch that run the expression together
// (dynamically uniform: from push constants, say). Where it differs from one invocation to the next
// (from a material table, say), add _nonuniform to the name; otherwise some GPUs read the wrong
// image. That is slower on some GPUs, hence two names.

#ifndef DAXA_IMAGES_GLSL
#define DAXA_IMAGES_GLSL

#extension GL_EXT_nonuniform_qualifier : require
#extension GL_EXT_samplerless_texture_functions : require
#extension GL_EXT_shader_image_load_formatted : require

#include "ids.glsl"

// The tables. Those of one binding are views of the same rows, one for each type.

layout(set = DAXA_SET, binding = DAXA_SAMPLED_IMAGE_BINDING) uniform texture1D daxa_table_texture1D[];
layout(set = DAXA_SET, binding = DAXA_SAMPLED_IMAGE_BINDING) uniform texture2D daxa_table_texture2D[];
layout(set = DAXA_SET, binding = DAXA_SAMPLED_IMAGE_BINDING) uniform texture3D daxa_table_texture3D[];
layout(set = DAXA_SET, binding = DAXA_SAMPLED_IMAGE_BINDING) uniform textureCube daxa_table_textureCube[];
layout(set = DAXA_SET, binding = DAXA_SAMPLED_IMAGE_BINDING) uniform texture2DArray daxa_table_texture2DArray[];
layout(set = DAXA_SET, binding = DAXA_SAMPLED_IMAGE_BINDING) uniform itexture1D daxa_table_itexture1D[];
layout(set = DAXA_SET, binding = DAXA_SAMPLED_IMAGE_BINDING) uniform itexture2D daxa_table_itexture2D[];
layout(set = DAXA_SET, binding = DAXA_SAMPLED_IMAGE_BINDING) uniform itexture3D daxa_table_itexture3D[];
layout(set = DAXA_SET, binding = DAXA_SAMPLED_IMAGE_BINDING) uniform itextureCube daxa_table_itextureCube[];
layout(set = DAXA_SET, binding = DAXA_SAMPLED_IMAGE_BINDING) uniform itexture2DArray daxa_table_itexture2DArray[];
layout(set = DAXA_SET, binding = DAXA_SAMPLED_IMAGE_BINDING) uniform utexture1D daxa_table_utexture1D[];
layout(set = DAXA_SET, binding = DAXA_SAMPLED_IMAGE_BINDING) uniform utexture2D daxa_table_utexture2D[];
layout(set = DAXA_SET, binding = DAXA_SAMPLED_IMAGE_BINDING) uniform utexture3D daxa_table_utexture3D[];
layout(set = DAXA_SET, binding = DAXA_SAMPLED_IMAGE_BINDING) uniform utextureCube daxa_table_utextureCube[];
layout(set = DAXA_SET, binding = DAXA_SAMPLED_IMAGE_BINDING) uniform utexture2DArray daxa_table_utexture2DArray[];

layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform image2D daxa_table_image2D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform image3D daxa_table_image3D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform image2DArray daxa_table_image2DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform iimage2D daxa_table_iimage2D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform iimage3D daxa_table_iimage3D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform iimage2DArray daxa_table_iimage2DArray[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform uimage2D daxa_table_uimage2D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform uimage3D daxa_table_uimage3D[];
layout(set = DAXA_SET, binding = DAXA_STORAGE_IMAGE_BINDING) uniform uimage2DArray daxa_table_uimage2DArray[];

layout(set = DAXA_SET, binding = DAXA_SAMPLER_BINDING) uniform sampler daxa_table_sampler[];

#define DAXA_UNIFORM(table, id) table[(id).index]
#define DAXA_NONUNIFORM(table, id) table[nonuniformEXT((id).index)]

#define daxa_sampler(id) DAXA_UNIFORM(daxa_table_sampler, id)
#define daxa_sampler_nonuniform(id) DAXA_NONUNIFORM(daxa_table_sampler, id)

// Sampled images without a sampler, for texelFetch and textureSize.

#define daxa_texture1D(id) DAXA_UNIFORM(daxa_table_texture1D, id)
#define daxa_texture2D(id) DAXA_UNIFORM(daxa_table_texture2D, id)
#define daxa_texture3D(id) DAXA_UNIFORM(daxa_table_texture3D, id)
#define daxa_textureCube(id) DAXA_UNIFORM(daxa_table_textureCube, id)
#define daxa_texture2DArray(id) DAXA_UNIFORM(daxa_table_texture2DArray, id)
#define daxa_itexture1D(id) DAXA_UNIFORM(daxa_table_itexture1D, id)
#define daxa_itexture2D(id) DAXA_UNIFORM(daxa_table_itexture2D, id)
#define daxa_itexture3D(id) DAXA_UNIFORM(daxa_table_itexture3D, id)
#define daxa_itextureCube(id) DAXA_UNIFORM(daxa_table_itextureCube, id)
#define daxa_itexture2DArray(id) DAXA_UNIFORM(daxa_table_itexture2DArray, id)
#define daxa_utexture1D(id) DAXA_UNIFORM(daxa_table_utexture1D, id)
#define daxa_utexture2D(id) DAXA_UNIFORM(daxa_table_utexture2D, id)
#define daxa_utexture3D(id) DAXA_UNIFORM(daxa_table_utexture3D, id)
#define daxa_utextureCube(id) DAXA_UNIFORM(daxa_table_utextureCube, id)
#define daxa_utexture2DArray(id) DAXA_UNIFORM(daxa_table_utexture2DArray, id)
#define daxa_texture1D_nonuniform(id) DAXA_NONUNIFORM(daxa_table_texture1D, id)
#define daxa_texture2D_nonuniform(id) DAXA_NONUNIFORM(daxa_table_texture2D, id)
#define daxa_texture3D_nonuniform(id) DAXA_NONUNIFORM(daxa_table_texture3D, id)
#define daxa_textureCube_nonuniform(id) DAXA_NONUNIFORM(daxa_table_textureCube, id)
#define daxa_texture2DArray_nonuniform(id) DAXA_NONUNIFORM(daxa_table_texture2DArray, id)
#define daxa_itexture1D_nonuniform(id) DAXA_NONUNIFORM(daxa_table_itexture1D, id)
#define daxa_itexture2D_nonuniform(id) DAXA_NONUNIFORM(daxa_table_itexture2D, id)
#define daxa_itexture3D_nonuniform(id) DAXA_NONUNIFORM(daxa_table_itexture3D, id)
#define daxa_itextureCube_nonuniform(id) DAXA_NONUNIFORM(daxa_table_itextureCube, id)
#define daxa_itexture2DArray_nonuniform(id) DAXA_NONUNIFORM(daxa_table_itexture2DArray, id)
#define daxa_utexture1D_nonuniform(id) DAXA_NONUNIFORM(daxa_table_utexture1D, id)
#define daxa_utexture2D_nonuniform(id) DAXA_NONUNIFORM(daxa_table_utexture2D, id)
#define daxa_utexture3D_nonuniform(id) DAXA_NONUNIFORM(daxa_table_utexture3D, id)
#define daxa_utextureCube_nonuniform(id) DAXA_NONUNIFORM(daxa_table_utextureCube, id)
#define daxa_utexture2DArray_nonuniform(id) DAXA_NONUNIFORM(daxa_table_utexture2DArray, id)

// Sampled images with a sampler, for texture, textureLod, textureGrad, textureGather.

#define daxa_sampler1D(image, smp) \
    sampler1D(daxa_texture1D(image), daxa_sampler(smp))
#define daxa_sampler2D(image, smp) \
    sampler2D(daxa_texture2D(image), daxa_sampler(smp))
#define daxa_sampler3D(image, smp) \
    sampler3D(daxa_texture3D(image), daxa_sampler(smp))
#define daxa_samplerCube(image, smp) \
    samplerCube(daxa_textureCube(image), daxa_sampler(smp))
#define daxa_sampler2DArray(image, smp) \
    sampler2DArray(daxa_texture2DArray(image), daxa_sampler(smp))
#define daxa_isampler1D(image, smp) \
    isampler1D(daxa_itexture1D(image), daxa_sampler(smp))
#define daxa_isampler2D(image, smp) \
    isampler2D(daxa_itexture2D(image), daxa_sampler(smp))
#define daxa_isampler3D(image, smp) \
    isampler3D(daxa_itexture3D(image), daxa_sampler(smp))
#define daxa_isamplerCube(image, smp) \
    isamplerCube(daxa_itextureCube(image), daxa_sampler(smp))
#define daxa_isampler2DArray(image, smp) \
    isampler2DArray(daxa_itexture2DArray(image), daxa_sampler(smp))
#define daxa_usampler1D(image, smp) \
    usampler1D(daxa_utexture1D(image), daxa_sampler(smp))
#define daxa_usampler2D(image, smp) \
    usampler2D(daxa_utexture2D(image), daxa_sampler(smp))
#define daxa_usampler3D(image, smp) \
    usampler3D(daxa_utexture3D(image), daxa_sampler(smp))
#define daxa_usamplerCube(image, smp) \
    usamplerCube(daxa_utextureCube(image), daxa_sampler(smp))
#define daxa_usampler2DArray(image, smp) \
    usampler2DArray(daxa_utexture2DArray(image), daxa_sampler(smp))
#define daxa_sampler1D_nonuniform(image, smp) \
    nonuniformEXT(sampler1D(daxa_texture1D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_sampler2D_nonuniform(image, smp) \
    nonuniformEXT(sampler2D(daxa_texture2D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_sampler3D_nonuniform(image, smp) \
    nonuniformEXT(sampler3D(daxa_texture3D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_samplerCube_nonuniform(image, smp) \
    nonuniformEXT(samplerCube(daxa_textureCube_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_sampler2DArray_nonuniform(image, smp) \
    nonuniformEXT(sampler2DArray(daxa_texture2DArray_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_isampler1D_nonuniform(image, smp) \
    nonuniformEXT(isampler1D(daxa_itexture1D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_isampler2D_nonuniform(image, smp) \
    nonuniformEXT(isampler2D(daxa_itexture2D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_isampler3D_nonuniform(image, smp) \
    nonuniformEXT(isampler3D(daxa_itexture3D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_isamplerCube_nonuniform(image, smp) \
    nonuniformEXT(isamplerCube(daxa_itextureCube_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_isampler2DArray_nonuniform(image, smp) \
    nonuniformEXT(isampler2DArray(daxa_itexture2DArray_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_usampler1D_nonuniform(image, smp) \
    nonuniformEXT(usampler1D(daxa_utexture1D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_usampler2D_nonuniform(image, smp) \
    nonuniformEXT(usampler2D(daxa_utexture2D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_usampler3D_nonuniform(image, smp) \
    nonuniformEXT(usampler3D(daxa_utexture3D_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_usamplerCube_nonuniform(image, smp) \
    nonuniformEXT(usamplerCube(daxa_utextureCube_nonuniform(image), daxa_sampler_nonuniform(smp)))
#define daxa_usampler2DArray_nonuniform(image, smp) \
    nonuniformEXT(usampler2DArray(daxa_utexture2DArray_nonuniform(image), daxa_sampler_nonuniform(smp)))

// Storage images, for imageLoad, imageStore and imageSize.

#define daxa_image2D(id) DAXA_UNIFORM(daxa_table_image2D, id)
#define daxa_image3D(id) DAXA_UNIFORM(daxa_table_image3D, id)
#define daxa_image2DArray(id) DAXA_UNIFORM(daxa_table_image2DArray, id)
#define daxa_iimage2D(id) DAXA_UNIFORM(daxa_table_iimage2D, id)
#define daxa_iimage3D(id) DAXA_UNIFORM(daxa_table_iimage3D, id)
#define daxa_iimage2DArray(id) DAXA_UNIFORM(daxa_table_iimage2DArray, id)
#define daxa_uimage2D(id) DAXA_UNIFORM(daxa_table_uimage2D, id)
#define daxa_uimage3D(id) DAXA_UNIFORM(daxa_table_uimage3D, id)
#define daxa_uimage2DArray(id) DAXA_UNIFORM(daxa_table_uimage2DArray, id)
#define daxa_image2D_nonuniform(id) DAXA_NONUNIFORM(daxa_table_image2D, id)
#define daxa_image3D_nonuniform(id) DAXA_NONUNIFORM(daxa_table_image3D, id)
#define daxa_image2DArray_nonuniform(id) DAXA_NONUNIFORM(daxa_table_image2DArray, id)
#define daxa_iimage2D_nonuniform(id) DAXA_NONUNIFORM(daxa_table_iimage2D, id)
#define daxa_iimage3D_nonuniform(id) DAXA_NONUNIFORM(daxa_table_iimage3D, id)
#define daxa_iimage2DArray_nonuniform(id) DAXA_NONUNIFORM(daxa_table_iimage2DArray, id)
#define daxa_uimage2D_nonuniform(id) DAXA_NONUNIFORM(daxa_table_uimage2D, id)
#define daxa_uimage3D_nonuniform(id) DAXA_NONUNIFORM(daxa_table_uimage3D, id)
#define daxa_uimage2DArray_nonuniform(id) DAXA_NONUNIFORM(daxa_table_uimage2DArray, id)

#endif
