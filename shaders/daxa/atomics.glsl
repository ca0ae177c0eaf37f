// Atomics beyond those of 32-bit integers. Through pointers they work on daxa_deref and daxa_at, as on
// any other memory:
//
//     atomicAdd(daxa_at(counters, i), 1ul)       uint64_t, int64_t
//     atomicAdd(daxa_deref(sum), 0.5)            float; double with float64.glsl
//
// The device needs, for what a shader uses:
//
//     64-bit integers in buffers               SHADER_BUFFER_INT64_ATOMICS
//     64-bit integers in shared memory         SHADER_SHARED_INT64_ATOMICS
//     atomicExchange of floats in buffers      SHADER_BUFFER_FLOAT32_ATOMICS, ..._FLOAT64_ATOMICS
//     atomicAdd of floats in buffers           SHADER_BUFFER_FLOAT32_ATOMIC_ADD, ..._FLOAT64_ATOMIC_ADD
//     the same in shared memory                SHADER_SHARED_FLOAT...
//     the same on r32f images                  SHADER_IMAGE_FLOAT32_ATOMICS, ..._ATOMIC_ADD
//
// Including this file alone needs none of them.

#ifndef DAXA_ATOMICS_GLSL
#define DAXA_ATOMICS_GLSL

#extension GL_EXT_shader_atomic_int64 : require
#extension GL_EXT_shader_atomic_float : require

#include "buffers.glsl"

#endif
