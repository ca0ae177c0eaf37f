package daxa.core.struct;

import daxa.core.concurrent.Immutable;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The length of an array in a [GpuStruct]. Arrays that are written must be just that long.
@Immutable
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Length {
    /// How many elements.
    ///
    /// @return 1 or more
    int value();
}
