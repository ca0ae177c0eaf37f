/// Pipelines from the texts of shaders: built on several threads, built anew when texts change, and
/// kept on disk.
///
/// [daxa.core.program.PipelineManager] is where programs begin.
package daxa.core.program;
