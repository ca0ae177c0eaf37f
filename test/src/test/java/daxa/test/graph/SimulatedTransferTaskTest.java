package daxa.test.graph;

import daxa.testing.Gpu;
import daxa.testing.OnDriver;

/// Clears, fills and copies on the simulated driver.
@OnDriver(Gpu.Kind.SIMULATED)
class SimulatedTransferTaskTest extends TransferTaskContract {}
