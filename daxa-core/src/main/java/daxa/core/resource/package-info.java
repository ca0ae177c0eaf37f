/// Buffers, images, views and samplers, the ids under which shaders find them, and the bindless
/// table behind those ids.
package daxa.core.resource;
