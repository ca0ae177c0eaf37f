package daxa.core.pipeline;

/// A part of a shader binding table. Trace commands find each part on its own, and shaders count
/// the records of each part from 0.
public enum TablePart {
    /// Ray generation shaders, of which a trace command runs one.
    RAYGEN,
    /// What runs where a ray hits nothing: `missIndex` of `traceRayEXT`.
    MISS,
    /// What runs where a ray hits: by the instance's record offset, the geometry, and
    /// `sbtRecordOffset` and `sbtRecordStride` of `traceRayEXT`.
    HIT,
    /// What shaders call: `sbtRecordIndex` of `executeCallableEXT`.
    CALLABLE
}
