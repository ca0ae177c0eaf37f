package daxa.core.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Contract L18: the numbers are exact, whichever threads count.
class NativeBooksTest {
    // More than have a page of their own.
    private static final int THREADS = 200;
    private static final int OBJECTS = 5_000;

    @Test
    void l18EachObjectOfEachThreadIsCounted() throws InterruptedException {
        NativeBooks books = new NativeBooks();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread.Builder builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            threads.add(builder.start(() -> count(books, start)));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(THREADS * (OBJECTS + 1L), books.totalCreated());
        assertEquals((long) THREADS * OBJECTS, books.totalDestroyed());
        assertEquals(THREADS, books.open(NativeKind.IMAGE));
        assertEquals(0, books.open(NativeKind.BUFFER));
        assertEquals("IMAGE=" + THREADS, books.openText());
    }

    @Test
    void whatOneThreadCreatedAnotherMayDestroy() throws InterruptedException {
        NativeBooks books = new NativeBooks();
        books.created(NativeKind.BUFFER);
        Thread.ofPlatform().start(() -> books.destroyed(NativeKind.BUFFER)).join();
        assertEquals(0, books.totalOpen());
        assertEquals("nothing", books.openText());
    }

    private static void count(NativeBooks books, CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        books.created(NativeKind.IMAGE);
        for (int i = 0; i < OBJECTS; i++) {
            NativeKind kind = i % 2 == 0 ? NativeKind.BUFFER : NativeKind.IMAGE;
            books.created(kind);
            books.destroyed(kind);
        }
    }
}
