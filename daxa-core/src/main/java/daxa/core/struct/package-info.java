/// Records of Java as structs of shaders: one definition gives the layout, the writer and reader
/// over memory, and the GLSL text.
package daxa.core.struct;
