/// The front door: instances, devices and how a device is chosen.
///
/// ```java
/// try (Instance instance = Instance.create(InstanceInfo.of("demo"));
///         Device device = instance.createDevice(DeviceInfo.of("gpu"))) {
///     …
/// }
/// ```
package daxa.core;
