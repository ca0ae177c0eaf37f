package daxa.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// What things are created from is written without naming every property.
class InfosTest {
    @Test
    void eachInfoHasAFactory() {
        List<Class<?>> infos =
                Stream.of(Instance.class, Device.class)
                        .flatMap(type -> Arrays.stream(type.getMethods()))
                        .filter(method -> method.getName().startsWith("create"))
                        .flatMap(method -> Arrays.stream(method.getParameterTypes()))
                        .filter(Class::isRecord)
                        .distinct()
                        .toList();
        assertThat(infos).hasSizeGreaterThan(10).allMatch(InfosTest::hasFactory);
    }

    private static boolean hasFactory(Class<?> info) {
        return Arrays.stream(info.getMethods())
                .anyMatch(
                        method ->
                                Modifier.isStatic(method.getModifiers())
                                        && method.getReturnType() == info);
    }
}
