package daxa.core.driver.vulkan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

class AllocationLimitTest {
    private final AtomicLong allocations = new AtomicLong();
    private final AtomicInteger counts = new AtomicInteger();

    private AllocationLimit limit(long most) {
        return new AllocationLimit(
                most,
                () -> {
                    counts.getAndIncrement();
                    return allocations.get();
                });
    }

    @Test
    void objectsWithMemoryOfTheirOwnEndAtTheLimit() {
        AllocationLimit limit = limit(100 + AllocationLimit.RESERVE);
        int made = 0;
        while (!limit.isReached()) {
            made++;
            allocations.getAndIncrement();
        }
        assertThat(made).isEqualTo(100);
        assertThat(counts).hasValue(2);
        assertThat(limit.isReached()).isTrue();
        allocations.getAndDecrement();
        assertThat(limit.isReached()).isFalse();
        allocations.getAndIncrement();
        assertThat(limit.isReached()).isTrue();
    }

    @Test
    void objectsThatShareMemoryGoOn() {
        AllocationLimit limit = limit(100 + AllocationLimit.RESERVE);
        allocations.set(60);
        for (int i = 0; i < 400; i++) {
            assertThat(limit.isReached()).isFalse();
        }
        assertThat(counts).hasValue(10);
    }

    @Test
    void withoutALimitNothingIsCounted() {
        AllocationLimit limit = limit(0xFFFF_FFFFL);
        assertThat(limit.isReached()).isFalse();
        assertThat(counts).hasValue(0);
    }
}
