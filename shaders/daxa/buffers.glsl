// Buffers: typed pointers to GPU memory, as in C.
//
//     struct Particle { vec3 position; float mass; };
//     DAXA_DECL_BUFFER_PTR(Particle, 4)
//
// declares two pointer types: daxa_BufferPtr(Particle) to read through, and daxa_RWBufferPtr(Particle)
// to read and write through. Writing through the first is wrong, though glslang takes it without a
// word: the driver may believe that the memory does not change. A pointer is 8 bytes long, aligned to
// 8, and may stand in any struct, push constants included.
//
//     daxa_deref(p).mass       what p points at
//     daxa_at(p, i).mass       the i-th element of the array that p points at
//     p + i                    a pointer to the i-th element
//     uint64_t(p)              the address
//     daxa_BufferPtr(Particle)(address)     a pointer from an address
//     daxa_ptr(Particle, id)                a pointer to the beginning of a buffer
//
// Structs are laid out as in C (scalar layout): each member follows at the next multiple of its own
// alignment, vec3 is 12 bytes long and aligned to 4, and an array element is as long as its struct.
// But what follows a struct in a struct begins where its last member ends. Nothing checks that an
// address is valid.
//
// A struct that points at its own kind, or at one that points back, holds the address as uint64_t:
//
//     struct Node { uint64_t next; float mass; };
//     daxa_deref(daxa_BufferPtr(Node)(node.next)).mass
//
// With pointers that are announced before they are declared the compiler does not come to an end:
// it compares their types by what they point at.
//
// Pointers to numbers that not every device has lie in files of their own: float64.glsl,
// small_types.glsl. For atomics see atomics.glsl.

#ifndef DAXA_BUFFERS_GLSL
#define DAXA_BUFFERS_GLSL

#extension GL_EXT_buffer_reference : require
#extension GL_EXT_buffer_reference2 : require
#extension GL_EXT_scalar_block_layout : require
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require

#include "ids.glsl"

#define daxa_BufferPtr(Type) daxa_BufferPtr_##Type
#define daxa_RWBufferPtr(Type) daxa_RWBufferPtr_##Type

// Declares the pointers to a type. The alignment is that of the type's most aligned member, a power
// of two: 4, or 8 if there is a 64-bit number or a pointer in it. Neither more (elements of an array
// would be apart) nor less (the compiler rejects it or makes slow code).
#define DAXA_DECL_BUFFER_PTR(Type, alignment)                                                       \
    layout(buffer_reference, scalar, buffer_reference_align = alignment) readonly buffer            \
        daxa_BufferPtr_##Type                                                                       \
    {                                                                                               \
        Type value;                                                                                 \
    };                                                                                              \
    layout(buffer_reference, scalar, buffer_reference_align = alignment) buffer                     \
        daxa_RWBufferPtr_##Type                                                                     \
    {                                                                                               \
        Type value;                                                                                 \
    };

#define daxa_deref(pointer) ((pointer).value)
#define daxa_at(pointer, i) ((pointer)[i].value)

DAXA_DECL_BUFFER_PTR(float, 4)
DAXA_DECL_BUFFER_PTR(vec2, 4)
DAXA_DECL_BUFFER_PTR(vec3, 4)
DAXA_DECL_BUFFER_PTR(vec4, 4)
DAXA_DECL_BUFFER_PTR(int, 4)
DAXA_DECL_BUFFER_PTR(ivec2, 4)
DAXA_DECL_BUFFER_PTR(ivec3, 4)
DAXA_DECL_BUFFER_PTR(ivec4, 4)
DAXA_DECL_BUFFER_PTR(uint, 4)
DAXA_DECL_BUFFER_PTR(uvec2, 4)
DAXA_DECL_BUFFER_PTR(uvec3, 4)
DAXA_DECL_BUFFER_PTR(uvec4, 4)
DAXA_DECL_BUFFER_PTR(mat2, 4)
DAXA_DECL_BUFFER_PTR(mat3, 4)
DAXA_DECL_BUFFER_PTR(mat4, 4)
DAXA_DECL_BUFFER_PTR(mat2x3, 4)
DAXA_DECL_BUFFER_PTR(mat2x4, 4)
DAXA_DECL_BUFFER_PTR(mat3x2, 4)
DAXA_DECL_BUFFER_PTR(mat3x4, 4)
DAXA_DECL_BUFFER_PTR(mat4x2, 4)
DAXA_DECL_BUFFER_PTR(mat4x3, 4)
DAXA_DECL_BUFFER_PTR(int64_t, 8)
DAXA_DECL_BUFFER_PTR(i64vec2, 8)
DAXA_DECL_BUFFER_PTR(i64vec3, 8)
DAXA_DECL_BUFFER_PTR(i64vec4, 8)
DAXA_DECL_BUFFER_PTR(uint64_t, 8)
DAXA_DECL_BUFFER_PTR(u64vec2, 8)
DAXA_DECL_BUFFER_PTR(u64vec3, 8)
DAXA_DECL_BUFFER_PTR(u64vec4, 8)

// The table of buffer addresses.
layout(set = DAXA_SET, binding = DAXA_ADDRESS_BINDING, scalar) readonly buffer daxa_AddressTable
{
    uint64_t daxa_addresses[];
};

// The address of a buffer's first byte.
uint64_t daxa_address(daxa_BufferId id) { return daxa_addresses[id.index]; }

#define daxa_ptr(Type, id) daxa_BufferPtr_##Type(daxa_address(id))
#define daxa_rw_ptr(Type, id) daxa_RWBufferPtr_##Type(daxa_address(id))

#endif
