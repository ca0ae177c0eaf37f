/// A graphics system without a GPU, for the framework's own tests and for those of its users.
///
/// [daxa.core.driver.simulated.SimulatedDriver] stands where the Vulkan driver would. Its queues'
/// timelines move by hand or at once, each call can be logged, watched and made to fail, and what
/// Vulkan forbids is a [daxa.core.driver.simulated.SimulationFault].
package daxa.core.driver.simulated;
