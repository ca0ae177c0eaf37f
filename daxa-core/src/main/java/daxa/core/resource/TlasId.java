package daxa.core.resource;

import daxa.core.concurrent.Immutable;

/// The id under which shaders find a top-level acceleration structure.
///
/// The low 32 bits are the slot, which shaders use as index; above them stand 24 bits of
/// generation, 5 of the device and 3 of the kind, by which stale, foreign and mixed-up ids are
/// found out (L17). It is 8 bytes in shader structs, little-endian, aligned to 4.
///
/// @param bits the id as shaders get it
@Immutable
public record TlasId(long bits) {
    /// The slot that holds a structure without instances for as long as the device lives: every ray
    /// misses it.
    public static final TlasId NULL = new TlasId(0);

    /// Slot and generation for people.
    @Override
    public String toString() {
        return Ids.text(bits);
    }
}
