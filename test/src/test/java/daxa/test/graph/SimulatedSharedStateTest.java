package daxa.test.graph;

import daxa.testing.Gpu;
import daxa.testing.OnDriver;

/// Shared resources on the simulated driver.
@OnDriver(Gpu.Kind.SIMULATED)
class SimulatedSharedStateTest extends SharedStateContract {}
