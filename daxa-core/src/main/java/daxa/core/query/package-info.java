/// Queries: what the GPU tells about the commands that it runs.
package daxa.core.query;
