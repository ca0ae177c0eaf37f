package daxa.core;

import daxa.testing.Gpu;
import daxa.testing.LifetimeContract;
import daxa.testing.OnDriver;

/// The rules of lifetimes on the simulated driver.
@OnDriver(Gpu.Kind.SIMULATED)
class SimulatedLifetimeTest extends LifetimeContract {}
