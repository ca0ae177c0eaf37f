package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.driver.DependencyDescription;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Wrong uses of events.
class EventFaultsTest extends SimulationFaults {
    private static final long TRANSFER = 0x1000;
    private static final DependencyDescription DEPENDENCY = dependency(0x800);

    private final SimulatedCommands commands = scene.recording("cmd");
    private final long event = device.createEvent("e");

    private static DependencyDescription dependency(long after) {
        return new DependencyDescription(
                List.of(new DependencyDescription.Memory(TRANSFER, 0x1000, after, 0x20)),
                List.of(),
                List.of());
    }

    private void wait(SimulatedCommands by, DependencyDescription dependency) {
        by.waitEvents(1, new long[] {event}, new DependencyDescription[] {dependency});
    }

    private void faultAtSubmit(String problem) {
        commands.end();
        fault(
                "submit: Command buffer 'cmd', " + problem,
                () -> scene.submit(device.submittedValue(0) + 1, commands));
        commands.reset();
        commands.begin(false);
    }

    @Test
    void whatIsNotSignalled() {
        wait(commands, DEPENDENCY);
        faultAtSubmit("waitEvents: Event 'e' is not signalled by what was submitted before");
        commands.setEvent(event, DEPENDENCY);
        wait(commands, dependency(0x80));
        faultAtSubmit("waitEvents: Event 'e' is signalled with another dependency");
        commands.setEvent(event, DEPENDENCY);
        commands.setEvent(event, DEPENDENCY);
        faultAtSubmit(
                "setEvent: Event 'e' is signalled already, so that this signal has no effect");
    }

    @Test
    void otherQueues() {
        Scene two = new Scene(new SimulatedDriver().queues(2));
        long shared = two.device.createEvent("shared");
        SimulatedCommands signals = two.recording("s");
        signals.setEvent(shared, DEPENDENCY);
        signals.end();
        two.submit(1, signals);
        SimulatedCommands compute = two.device.createCommands(1, "c");
        compute.begin(false);
        compute.waitEvents(1, new long[] {shared}, new DependencyDescription[] {DEPENDENCY});
        compute.end();
        assertThatThrownBy(() -> two.device.submit(1, Scene.batch(1, compute)))
                .isInstanceOf(SimulationFault.class)
                .hasMessage(
                        "submit: Command buffer 'c', waitEvents: Event 'shared' is signalled on"
                                + " another native queue");
        SimulatedCommands transfer = device.createCommands(5, "t");
        transfer.begin(false);
        fault(
                "setEvent: Command buffer 't' is for queue 'transfer 0', which cannot run this",
                () -> transfer.setEvent(event, DEPENDENCY));
    }

    @Test
    void resetsThatAreTooEarly() {
        commands.setEvent(event, DEPENDENCY);
        wait(commands, DEPENDENCY);
        commands.resetEvent(event, TRANSFER);
        faultAtSubmit("resetEvent: Event 'e' is reset while commands may still wait for it");
        commands.setEvent(event, DEPENDENCY);
        wait(commands, DEPENDENCY);
        commands.resetEvent(event, 0x800);
        commands.end();
        scene.submit(1, commands);
    }

    @Test
    void whatIsNamed() {
        fault(
                "setEvent: Command buffer 'cmd': the stage HOST, which events do not have",
                () -> commands.setEvent(event, dependency(0x4000)));
        fault(
                "waitEvents: Command buffer 'cmd': no events",
                () -> commands.waitEvents(0, new long[0], new DependencyDescription[0]));
        commands.setEvent(event, DEPENDENCY);
        commands.end();
        scene.submit(1, commands);
        fault(
                "destroyEvent: Event 'e' is in use by queue 0 until value 1 (reached: 0)",
                () -> device.destroyEvent(event));
    }
}
