package daxa.test.graph;

import daxa.testing.Gpu;
import daxa.testing.OnDriver;

/// Executions on the simulated driver.
@OnDriver(Gpu.Kind.SIMULATED)
class SimulatedGraphTest extends GraphContract {}
