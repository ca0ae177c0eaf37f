package daxa.core.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.annotation.Annotation;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

/// The annotations of the thread contract, and the switch for costly checks.
class ContractTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                ThreadSafe.class,
                ExternallySynchronized.class,
                ThreadConfined.class,
                Immutable.class
            })
    void s1_aContractCanBeReadAtRunTimeAndIsDocumented(Class<? extends Annotation> contract) {
        assertThat(contract.getAnnotation(Retention.class).value())
                .isEqualTo(RetentionPolicy.RUNTIME);
        assertThat(contract.getAnnotation(Target.class).value()).containsExactly(ElementType.TYPE);
        assertThat(contract.isAnnotationPresent(Documented.class)).isTrue();
    }

    @Test
    void s1_theTypesHereCarryExactlyOne() {
        for (Class<?> type :
                List.of(
                        Debug.class,
                        Dispatcher.class,
                        LockRank.class,
                        RankedLock.class,
                        UseGuard.class)) {
            assertThat(
                            List.of(
                                            ThreadSafe.class,
                                            ExternallySynchronized.class,
                                            ThreadConfined.class,
                                            Immutable.class)
                                    .stream()
                                    .filter(type::isAnnotationPresent))
                    .as(type.getName())
                    .hasSize(1);
        }
    }

    @Test
    void m9_costlyChecksAreOnInTests() {
        assertThat(Debug.ENABLED).isEqualTo(Boolean.getBoolean("daxa.debug")).isTrue();
    }
}
