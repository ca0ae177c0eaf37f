package daxa.core.struct;

import daxa.core.concurrent.Immutable;

/// The rules by which fields get their offsets.
///
/// Source: *Vulkan specification, Offset and Stride Assignment*; *OpenGL Shading Language 4.60,
/// 4.4.5*; *GL_EXT_scalar_block_layout*.
@Immutable
public enum StructLayout {
    /// Each field at the next multiple of the size of its numbers. What the framework's library
    /// uses for buffer pointers and push constants.
    ///
    /// What follows a nested struct begins where its last field ends; C would fill the struct up to
    /// its alignment.
    SCALAR,

    /// Vectors of three and four numbers are aligned to four numbers. For storage buffers whose
    /// block says so.
    STD430,

    /// As [#STD430], and elements of arrays, columns of matrices and structs are aligned to 16
    /// bytes at least. For uniform buffers.
    STD140
}
