#include "parts/broken.glsl"
void main() {}
