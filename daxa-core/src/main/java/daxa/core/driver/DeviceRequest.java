package daxa.core.driver;

import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.Internal;

import java.util.Set;

/// What to enable on a new device.
///
/// @param name the device's name
/// @param features the features to enable; all are supported
@Internal
@Immutable
public record DeviceRequest(String name, Set<Feature> features) {

    /// Copies the set.
    public DeviceRequest {
        features = Set.copyOf(features);
    }
}
