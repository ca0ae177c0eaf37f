/// Moves data between host and GPU: rings for what changes every frame, uploads and readbacks that
/// are staged in batches.
package daxa.core.transfer;
