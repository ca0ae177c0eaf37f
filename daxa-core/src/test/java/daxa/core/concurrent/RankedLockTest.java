package daxa.core.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.error.LockOrderException;
import daxa.testing.Latches;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/// The order of locks (W3). `inner` may be taken within `middle`, and that within `outer`.
class RankedLockTest {
    private final LockRank innerRank = new LockRank("inner");
    private final LockRank middleRank = new LockRank("middle", innerRank);
    private final LockRank outerRank = new LockRank("outer", middleRank);
    private final RankedLock inner = new RankedLock(innerRank);
    private final RankedLock middle = new RankedLock(middleRank);
    private final RankedLock outer = new RankedLock(outerRank);

    @AfterEach
    void nothingIsHeld() {
        assertThat(RankedLock.heldByCurrentThread()).isEmpty();
    }

    @Test
    void w3_theDeclaredOrderIsPermitted() {
        outer.lock();
        middle.lock();
        inner.lock();
        assertThat(RankedLock.heldByCurrentThread())
                .containsExactly(outerRank, middleRank, innerRank);
        inner.unlock();
        middle.unlock();
        outer.unlock();
    }

    @Test
    void w3_anUnrelatedLockIsRefusedWithBothRanks() {
        RankedLock other = new RankedLock(new LockRank("other"));
        other.lock();
        try {
            assertThatThrownBy(inner::lock)
                    .isInstanceOf(LockOrderException.class)
                    .hasMessage(
                            "lock 'inner' was about to be taken while 'other' is held, which is not"
                                    + " declared; this trace passes through the places of both")
                    .satisfies(
                            e ->
                                    assertThat(e.getStackTrace()[1].getClassName())
                                            .isEqualTo(RankedLock.class.getName()));
            assertThatThrownBy(inner::tryLock).isInstanceOf(LockOrderException.class);
        } finally {
            other.unlock();
        }
        inner.lock();
        inner.unlock();
    }

    @Test
    void w3_theWrongWayRoundIsRefused() {
        inner.lock();
        try {
            assertThatThrownBy(outer::lock)
                    .isInstanceOf(LockOrderException.class)
                    .hasMessageContaining("lock 'outer' was about to be taken while 'inner'");
        } finally {
            inner.unlock();
        }
    }

    @Test
    void w3_aSkippedRankMustBeDeclaredToo() {
        outer.lock();
        try {
            assertThatThrownBy(inner::lock)
                    .isInstanceOf(LockOrderException.class)
                    .hasMessageContaining("lock 'inner' was about to be taken while 'outer'");
        } finally {
            outer.unlock();
        }
    }

    @Test
    void w3_locksAreReleasedAsAStack() {
        outer.lock();
        middle.lock();
        middle.unlock();
        middle.lock();
        inner.lock();
        inner.unlock();
        middle.unlock();
        outer.unlock();
    }

    @Test
    void w3_releaseOutOfStackOrderIsRefused() {
        outer.lock();
        middle.lock();
        assertThatThrownBy(outer::unlock)
                .isInstanceOf(LockOrderException.class)
                .hasMessage(
                        "lock 'outer' was about to be released while the newest lock held is"
                                + " 'middle'");
        assertThat(RankedLock.heldByCurrentThread()).containsExactly(outerRank, middleRank);
        middle.unlock();
        outer.unlock();
        assertThatThrownBy(outer::unlock)
                .isInstanceOf(LockOrderException.class)
                .hasMessage(
                        "lock 'outer' was about to be released while the newest lock held is none");
    }

    @Test
    void w3_oneRankDoesNotNest() {
        RankedLock twin = new RankedLock(innerRank);
        inner.lock();
        try {
            assertThatThrownBy(twin::lock)
                    .isInstanceOf(LockOrderException.class)
                    .hasMessageContaining("lock 'inner' was about to be taken while 'inner'");
            assertThatThrownBy(inner::lock).isInstanceOf(LockOrderException.class);
        } finally {
            inner.unlock();
        }
    }

    @Test
    @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
    void w3_theOrderIsCheckedBeforeBlocking() throws InterruptedException {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch tried = new CountDownLatch(1);
        Thread holder =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    outer.lock();
                                    taken.countDown();
                                    Latches.await(tried);
                                    outer.unlock();
                                });
        taken.await();
        inner.lock();
        // It would wait for as long as the other thread waits for this one.
        assertThatThrownBy(outer::lock).isInstanceOf(LockOrderException.class);
        inner.unlock();
        assertThat(outer.tryLock()).isFalse();
        assertThat(RankedLock.heldByCurrentThread()).isEmpty();
        tried.countDown();
        holder.join();
        assertThat(outer.tryLock()).isTrue();
        outer.unlock();
    }

    @Test
    void w4_nestingsAreObserved() {
        middle.lock();
        inner.lock();
        inner.unlock();
        middle.unlock();
        assertThat(LockRank.observed()).contains("middle > inner").doesNotContain("inner > middle");
        assertThat(middleRank.allows(innerRank)).isTrue();
        assertThat(innerRank.allows(middleRank)).isFalse();
        assertThat(innerRank).hasToString("inner");
    }

    @Test
    void threadsExcludeEachOther() throws InterruptedException {
        int[] sum = {0};
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            threads[t] =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; i < 2000; i++) {
                                            inner.lock();
                                            sum[0]++;
                                            inner.unlock();
                                        }
                                    });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(sum[0]).isEqualTo(8000);
    }

    @Test
    void whatIsHeldBelongsToTheThread() throws InterruptedException {
        AtomicReference<Object> seen = new AtomicReference<>();
        outer.lock();
        Thread thread =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    seen.set(RankedLock.heldByCurrentThread().size());
                                    inner.lock();
                                    inner.unlock();
                                });
        thread.join();
        outer.unlock();
        assertThat(seen.get()).isEqualTo(0);
    }
}
