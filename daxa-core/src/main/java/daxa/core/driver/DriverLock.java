package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;
import daxa.core.concurrent.LockRank;

/// The rank of locks inside of drivers: nothing else is taken while one of them is held.
@Internal
@Immutable
public final class DriverLock {
    /// The rank.
    public static final LockRank RANK = new LockRank("driver");

    private DriverLock() {}
}
