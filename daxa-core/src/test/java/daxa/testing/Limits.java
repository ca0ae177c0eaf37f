package daxa.testing;

import daxa.core.driver.DeviceLimits;

import java.lang.reflect.RecordComponent;

/// Limits of devices that do not exist.
public final class Limits {
    private Limits() {}

    /// Changes one limit.
    ///
    /// @param limits the limits
    /// @param name the limit's name
    /// @param value its new value, of its type
    /// @return the changed limits
    public static DeviceLimits with(DeviceLimits limits, String name, Object value) {
        RecordComponent[] components = DeviceLimits.class.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        boolean found = false;
        try {
            for (int i = 0; i < components.length; i++) {
                boolean changed = components[i].getName().equals(name);
                found |= changed;
                types[i] = components[i].getType();
                values[i] = changed ? value : components[i].getAccessor().invoke(limits);
            }
            if (!found) {
                throw new AssertionError("no limit is named " + name);
            }
            return DeviceLimits.class.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(name, e);
        }
    }
}
