package daxa.core.struct;

import daxa.core.concurrent.Immutable;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes whole numbers of a [GpuStruct] unsigned in shaders: `uint`, `uvec3`, `uint64_t`. The bits
/// stay the same. On an array it means the elements, on a pointer what it points at.
@Immutable
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Unsigned {}
