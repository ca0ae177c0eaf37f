package daxa.testing;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Plays a small program of several threads in each order that there is: one thread runs at a time,
/// from one of its [#yieldHere()] to the next, and who runs next is chosen anew in each play until
/// all choices were made.
///
/// A program waits for nothing that another of its threads has to do.
public final class Interleavings {
    private static final ThreadLocal<Actor> CURRENT = new ThreadLocal<>();

    private final Semaphore stopped = new Semaphore(0);
    private volatile @Nullable Throwable thrown;

    private Interleavings() {}

    /// A thread of the program.
    private final class Actor {
        final Semaphore go = new Semaphore(0);
        volatile boolean over;

        Actor(Runnable body) {
            Thread.ofVirtual().start(() -> run(body));
        }

        private void run(Runnable body) {
            go.acquireUninterruptibly();
            CURRENT.set(this);
            try {
                body.run();
            } catch (Throwable e) {
                thrown = e;
            } finally {
                over = true;
                stopped.release();
            }
        }

        void step() {
            go.release();
            stopped.acquireUninterruptibly();
        }

        void pause() {
            stopped.release();
            go.acquireUninterruptibly();
        }
    }

    /// One of the threads that could go on, and how many there were.
    private record Choice(int taken, int of) {}

    /// Lets another thread of the program go on. Does nothing on other threads.
    public static void yieldHere() {
        Actor actor = CURRENT.get();
        if (actor != null) {
            actor.pause();
        }
    }

    /// Plays a program in all orders.
    ///
    /// @param program makes the bodies of its threads, for each play
    /// @param check called after each play
    /// @return how many orders there are
    public static int explore(Supplier<List<Runnable>> program, Runnable check) {
        int plays = 0;
        List<Choice> choices = new ArrayList<>();
        do {
            choices = new Interleavings().play(program.get(), choices);
            check.run();
            plays++;
        } while (takeNext(choices));
        return plays;
    }

    // As the beginning tells, and then always the first that can. What a thread throws comes out.
    private List<Choice> play(List<Runnable> bodies, List<Choice> beginning) {
        List<Actor> actors = new ArrayList<>();
        for (Runnable body : bodies) {
            actors.add(new Actor(body));
        }
        List<Choice> made = new ArrayList<>();
        while (!actors.isEmpty()) {
            int next = made.size();
            int taken = next < beginning.size() ? beginning.get(next).taken : 0;
            made.add(new Choice(taken, actors.size()));
            Actor actor = actors.get(taken);
            actor.step();
            if (actor.over) {
                actors.remove(actor);
            }
        }
        Throwable failure = thrown;
        if (failure != null) {
            throw new AssertionError("in the order " + made, failure);
        }
        return made;
    }

    /// Makes of the choices of a play the beginning of the next one.
    ///
    /// @return false if that was the last
    private static boolean takeNext(List<Choice> choices) {
        while (!choices.isEmpty()) {
            Choice last = choices.removeLast();
            if (last.taken + 1 < last.of) {
                choices.add(new Choice(last.taken + 1, last.of));
                return true;
            }
        }
        return false;
    }
}
