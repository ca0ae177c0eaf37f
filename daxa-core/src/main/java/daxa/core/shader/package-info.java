/// Shaders: where their text comes from, and the compiler that makes SPIR-V of it.
///
/// [daxa.core.shader.GlslCompiler] is the built-in [daxa.core.shader.ShaderCompiler]. Shaders
/// include the framework's GLSL library with `#include <daxa/daxa.glsl>`, which needs no
/// configuration.
package daxa.core.shader;
