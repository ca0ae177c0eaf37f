package daxa.core.command;

import daxa.core.driver.CommandDriver;
import daxa.core.driver.DependencyDescription;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Reference;
import daxa.core.sync.Event;
import daxa.core.sync.StateChange;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Events: signalling them, waiting for them and resetting them.
abstract sealed class EventRecorder extends QueryRecorder permits CommandRecorder {
    private static final DependencyDescription NONE =
            new DependencyDescription(List.of(), List.of(), List.of());

    // Reused for each wait.
    private long[] events = new long[1];
    private DependencyDescription[] dependencies = {NONE};

    EventRecorder(RecorderObject object) {
        super(object);
    }

    /// Signals an event once the commands before it have come as far as the dependency says, which
    /// is the first half of its barriers. [#waitFor(Event, Dependency)] is the second.
    ///
    /// @param event the event; the submit refuses one that is signalled and not reset
    /// @param dependency the barriers
    /// @throws UsageException if the recorder's queue lacks a stage of the dependency
    /// @throws daxa.core.error.ClosedException if the event, or a resource of the dependency, is
    ///   closed
    public void signal(Event event, Dependency dependency) {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(dependency, "dependency");
        guard.enter("signal");
        try {
            CommandDriver driver = outsidePass("signal");
            check("signal", event, dependency);
            name(dependency);
            order(event, StateChange.SET, 0, 1, dependency.description());
            flushBarriers(driver);
            driver.setEvent(event.nativeHandle(), dependency.description());
        } finally {
            guard.exit("signal");
        }
    }

    /// Makes the commands after it wait for an event, as far as the dependency says.
    ///
    /// @param event the event; the submit refuses one that nothing on this queue signals before, or
    ///   that is signalled with other barriers
    /// @param dependency the dependency of the signal
    /// @throws UsageException if the recorder's queue lacks a stage of the dependency
    /// @throws daxa.core.error.ClosedException if the event, or a resource of the dependency, is
    ///   closed
    public void waitFor(Event event, Dependency dependency) {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(dependency, "dependency");
        guard.enter("waitFor");
        try {
            CommandDriver driver = outsidePass("waitFor");
            check("waitFor", event, dependency);
            prepareWait(0, event, dependency);
            flushBarriers(driver);
            driver.waitEvents(1, events, dependencies);
        } finally {
            guard.exit("waitFor");
        }
    }

    /// As [#waitFor(Event, Dependency)], for several events in one command.
    ///
    /// @param waits each event with its dependency, at least one
    /// @throws UsageException if there is none, or the recorder's queue lacks a stage of a
    ///   dependency
    /// @throws daxa.core.error.ClosedException if an event, or a resource of a dependency, is
    ///   closed
    public void waitFor(List<EventWait> waits) {
        Objects.requireNonNull(waits, "waits");
        guard.enter("waitFor");
        try {
            CommandDriver driver = outsidePass("waitFor");
            int count = waits.size();
            if (count == 0) {
                throw new UsageException(
                        "waitFor was called on " + this + " without events (expected 1 or more)");
            }
            for (int i = 0; i < count; i++) {
                EventWait wait = Objects.requireNonNull(waits.get(i), "waits");
                check("waitFor", wait.event(), wait.dependency());
            }
            if (events.length < count) {
                events = new long[count];
                int before = dependencies.length;
                dependencies = Arrays.copyOf(dependencies, count);
                Arrays.fill(dependencies, before, count, NONE);
            }
            for (int i = 0; i < count; i++) {
                prepareWait(i, waits.get(i).event(), waits.get(i).dependency());
            }
            flushBarriers(driver);
            driver.waitEvents(count, events, dependencies);
        } finally {
            guard.exit("waitFor");
        }
    }

    private void prepareWait(int index, Event event, Dependency dependency) {
        name(dependency);
        order(event, StateChange.USE, 0, 1, dependency.description());
        events[index] = event.nativeHandle();
        // Often that of the wait before; a look costs less than to store a reference.
        DependencyDescription description = dependency.description();
        if (!description.equals(dependencies[index])) {
            dependencies[index] = description;
        }
    }

    /// Resets an event, so that it can be signalled again.
    ///
    /// @param event the event
    /// @param stage the commands before it have come through this first; where the event was waited
    ///   for, the submit refuses a stage that did not wait for it
    /// @throws UsageException if the recorder's queue lacks the stage
    /// @throws daxa.core.error.ClosedException if the event is closed
    public void reset(Event event, PipelineStage stage) {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(stage, "stage");
        guard.enter("reset");
        try {
            CommandDriver driver = outsidePass("reset");
            QueueCommands.checkStages(recorderObject.queue, stage.vulkanBit(), "reset", this);
            order(event, StateChange.RESET, Math.toIntExact(stage.vulkanBit()), 1, null);
            flushBarriers(driver);
            driver.resetEvent(event.nativeHandle(), stage.vulkanBit());
        } finally {
            guard.exit("reset");
        }
    }

    private void check(String command, Event event, Dependency dependency) {
        context.own(event);
        QueueCommands.checkStages(recorderObject.queue, dependency.stages(), command, this);
        List<Reference> resources = dependency.resources();
        for (int i = 0; i < resources.size(); i++) {
            check(resources.get(i));
        }
    }

    private void name(Dependency dependency) {
        List<Reference> resources = dependency.resources();
        for (int i = 0; i < resources.size(); i++) {
            name(resources.get(i));
        }
    }
}
