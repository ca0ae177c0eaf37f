package daxa.core;

import daxa.testing.Gpu;
import daxa.testing.MisuseContract;
import daxa.testing.OnDriver;

/// Wrong use on the simulated driver.
@OnDriver(Gpu.Kind.SIMULATED)
class SimulatedMisuseTest extends MisuseContract {}
