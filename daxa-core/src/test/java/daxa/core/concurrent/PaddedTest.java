package daxa.core.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/// Where the virtual machine puts the fields of padded objects.
class PaddedTest {
    private static final int TWO_CACHE_LINES = 128;

    @Test
    void fieldsOfSubclassesStandBehindThePadding() throws ReflectiveOperationException {
        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        Field instance = unsafe.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Method offset = unsafe.getMethod("objectFieldOffset", Field.class);
        for (Field field : RankedLock.class.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                assertThat((long) offset.invoke(instance.get(null), field))
                        .as(field.getName())
                        .isGreaterThanOrEqualTo(TWO_CACHE_LINES);
            }
        }
    }
}
