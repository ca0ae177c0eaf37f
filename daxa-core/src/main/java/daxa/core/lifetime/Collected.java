package daxa.core.lifetime;

import daxa.core.concurrent.Immutable;

/// What a collection did.
///
/// @param destroyed objects destroyed
/// @param waiting zombies that are left
@Immutable
public record Collected(int destroyed, int waiting) {}
