package daxa.core;

import daxa.testing.Gpu;
import daxa.testing.OnDriver;
import daxa.testing.TransferContract;

/// The transfers on the simulated driver.
@OnDriver(Gpu.Kind.SIMULATED)
class SimulatedTransferTest extends TransferContract {}
