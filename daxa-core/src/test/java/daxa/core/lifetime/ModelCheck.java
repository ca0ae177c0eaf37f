package daxa.core.lifetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import daxa.core.concurrent.Dispatcher;

import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.Verifier;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs small concurrent programs under the model checker, which tries their interleavings.
///
/// The checker makes the programs itself and watches what becomes shared. It cannot see that
/// through a lambda, so everything in a program is a class with a name: with lambdas it would
/// silently find nothing. The twins with planted faults are there to turn that red.
public final class ModelCheck {
    /// How many interleavings are tried, at most: those with the fewest switches first.
    private static final int INTERLEAVINGS = Integer.getInteger("daxa.test.interleavings", 100);

    /// The same where a fault has to be found, which ends the search.
    private static final int INTERLEAVINGS_TO_FAULT = 3000;

    private ModelCheck() {}

    /// Asserts that a program is right, whatever the interleaving.
    ///
    /// @param program the program
    /// @param oneStep classes whose methods are taken as one step each, to get further elsewhere
    static void proves(Class<? extends Program> program, Class<?>... oneStep) {
        explore(program, INTERLEAVINGS, oneStep);
    }

    /// Asserts that the checker finds the fault that was planted in a program.
    ///
    /// @param broken a program with a fault
    /// @param symptom part of what the fault leads to
    /// @param oneStep classes whose methods are taken as one step each
    static void finds(Class<? extends Program> broken, String symptom, Class<?>... oneStep) {
        Throwable found = catchThrowable(() -> explore(broken, INTERLEAVINGS_TO_FAULT, oneStep));
        assertThat(found)
                .as("the planted fault was not found: is the model checker at work?")
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(symptom);
    }

    private static void explore(
            Class<? extends Program> program, int interleavings, Class<?>... oneStep) {
        ExecutionScenario scenario =
                new ExecutionScenario(
                        List.of(),
                        List.of(List.of(actor("runFirst")), List.of(actor("runSecond"))),
                        List.of(),
                        actor("runCheck"));
        ModelCheckingOptions options =
                new ModelCheckingOptions()
                        .addCustomScenario(scenario)
                        .iterations(0)
                        .invocationsPerIteration(interleavings)
                        .minimizeFailedScenario(false)
                        .verifier(AnyResult.class)
                        // Its stripes are guarded by one lock each and decide over nothing.
                        .addGuarantee(
                                ManagedStrategyGuaranteeKt.forClasses("daxa.core.lifetime.Registry")
                                        .allMethods()
                                        .treatAsAtomic())
                        // What it remembers for messages is each thread's own.
                        .addGuarantee(
                                ManagedStrategyGuaranteeKt.forClasses(
                                                "daxa.core.concurrent.RankedLock")
                                        .methods("checkOrder", "remember", "forget")
                                        .ignore())
                        .addGuarantee(
                                ManagedStrategyGuaranteeKt.forClasses(
                                                "daxa.core.lifetime.LeakDetector")
                                        .allMethods()
                                        .ignore());
        for (Class<?> type : oneStep) {
            options.addGuarantee(
                    ManagedStrategyGuaranteeKt.forClasses(type.getCanonicalName())
                            .allMethods()
                            .treatAsAtomic());
        }
        options.check(program);
    }

    private static Actor actor(String method) {
        try {
            return new Actor(Program.class.getDeclaredMethod(method), List.of());
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Programs judge themselves.
    public static final class AnyResult implements Verifier {
        /// Made by the checker.
        ///
        /// @param specification not used
        public AnyResult(Class<?> specification) {}

        @Override
        public boolean verifyResults(ExecutionScenario scenario, ExecutionResult results) {
            return true;
        }
    }

    /// What is wrong with an execution.
    static final class Violation extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        Violation(String message) {
            super(message);
        }
    }

    /// Two threads over a shared state, and what must hold when both are done. The checker makes
    /// one for each interleaving.
    public abstract static class Program {
        private volatile @Nullable RuntimeException failure;

        abstract void first();

        abstract void second();

        abstract void check();

        static void require(boolean condition, String message) {
            if (!condition) {
                throw new Violation(message);
            }
        }

        /// The first thread.
        @Operation
        public final void runFirst() {
            try {
                first();
            } catch (RuntimeException e) {
                failure = e;
            }
        }

        /// The second thread.
        @Operation
        public final void runSecond() {
            try {
                second();
            } catch (RuntimeException e) {
                failure = e;
            }
        }

        /// When both are done.
        @Validate
        public final void runCheck() {
            if (failure != null) {
                throw failure;
            }
            check();
        }
    }

    /// A GPU that is as far as the program says.
    static final class Gpu implements Progress {
        volatile long done;

        @Override
        public long completed(int queue) {
            return done;
        }
    }

    /// A program over a small kernel with one queue.
    public abstract static class KernelProgram extends Program {
        final Gpu gpu = new Gpu();
        final Timelines timelines;
        final Lifetimes life;

        KernelProgram() {
            this(LifetimeMode.KEEP_PARENTS_ALIVE, new Timelines(1), new ZombieQueue(1), 1);
        }

        KernelProgram(LifetimeMode mode, Timelines timelines, ZombieQueue zombies, int stripes) {
            this.timelines = timelines;
            life = new Lifetimes(mode, silent(mode), timelines, gpu, zombies, stripes);
        }

        static Piece piece(Lifetimes life, String name, Counted... parents) {
            return Piece.made(new Piece(life, name, false, parents));
        }
    }

    /// A detector that remembers nothing.
    static LeakDetector silent(LifetimeMode mode) {
        return new LeakDetector(
                LeakLevel.DISABLED, mode, new Dispatcher("leaks"), ModelCheck::ignore);
    }

    private static void ignore(String leak) {}

    /// A counted object that notes how often it was destroyed, and whether that was in order.
    static class Piece extends Counted {
        private final AtomicInteger destructions = new AtomicInteger();
        volatile boolean parentWasGone;

        Piece(Lifetimes life, String name, boolean striped, Counted... parents) {
            super(life, name, Lifetimes.ALL_QUEUES, striped, parents);
        }

        static Piece made(Piece piece) {
            piece.register();
            return piece;
        }

        @Override
        public String typeName() {
            return "Piece";
        }

        @Override
        protected boolean destroy() {
            for (Counted parent : parents()) {
                if (((Piece) parent).destroyed() != 0) {
                    parentWasGone = true;
                }
            }
            destructions.incrementAndGet();
            return true;
        }

        final int destroyed() {
            return destructions.get();
        }

        final void requireDestroyedOnce() {
            Program.require(destroyed() == 1, name() + " was destroyed " + destroyed() + " times");
            Program.require(!parentWasGone, "the parent of " + name() + " was destroyed first");
        }
    }
}
