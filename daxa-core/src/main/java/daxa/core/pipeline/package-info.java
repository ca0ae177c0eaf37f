/// Raster and compute pipelines, made from compiled shaders.
package daxa.core.pipeline;
