#include "parts/light.glsl"
layout(location = 0) out vec4 color;
void main() { color = vec4(light(), 1); }
