#pragma once
#include "../common.glsl"
vec3 light() { return vec3(BRIGHTNESS); }
