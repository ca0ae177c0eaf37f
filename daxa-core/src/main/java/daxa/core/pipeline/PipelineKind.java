package daxa.core.pipeline;

/// The kinds of pipelines, which differ in the stages that they can have.
public enum PipelineKind {
    /// Draws: [RasterPipeline].
    RASTER,
    /// Dispatches workgroups: [ComputePipeline].
    COMPUTE,
    /// Traces rays: [RayTracingPipeline] and [RayTracingLibrary].
    RAY_TRACING
}
