package daxa.testing;

import daxa.core.driver.Feature;
import daxa.core.lifetime.LeakLevel;
import daxa.core.lifetime.LifetimeMode;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What the [Gpu] of a test shall be, where it differs from the default.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Inherited
public @interface GpuSetup {
    /// What happens when a parent is closed before its children.
    LifetimeMode mode() default LifetimeMode.KEEP_PARENTS_ALIVE;

    /// How much is remembered about references.
    LeakLevel leaks() default LeakLevel.ADVANCED;

    /// Whether the layers judge. Without them there is no messenger, and the driver is called
    /// directly.
    boolean validation() default true;

    /// How many queues the device has, on the simulated driver.
    int queues() default 1;

    /// Whether submissions finish by themselves, on the simulated driver. Otherwise
    /// [Gpu#finish(int)] finishes them.
    boolean autoComplete() default false;

    /// The most resources of each kind at a time.
    int capacity() default 256;

    /// How long the last close of the device waits for the GPU, milliseconds.
    int closeDeadlineMillis() default 10_000;

    /// Features that the device is asked for.
    Feature[] features() default {};
}
