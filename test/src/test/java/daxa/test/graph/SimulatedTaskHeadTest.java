package daxa.test.graph;

import daxa.testing.Gpu;
import daxa.testing.OnDriver;

/// Heads on the simulated driver.
@OnDriver(Gpu.Kind.SIMULATED)
class SimulatedTaskHeadTest extends TaskHeadContract {}
