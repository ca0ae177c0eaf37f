package daxa.core;

import daxa.testing.Gpu;
import daxa.testing.OnDriver;
import daxa.testing.QueueContract;

@OnDriver(Gpu.Kind.SIMULATED)
class SimulatedQueueTest extends QueueContract {}
