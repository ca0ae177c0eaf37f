package daxa.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daxa.core.command.Access;
import daxa.core.command.CommandRecorder;
import daxa.core.command.Dependency;
import daxa.core.command.EventWait;
import daxa.core.driver.simulated.DriverCall;
import daxa.core.error.OutOfMemoryException;
import daxa.core.error.UsageException;
import daxa.core.error.VulkanResult;
import daxa.core.error.WrongDeviceException;
import daxa.core.resource.Buffer;
import daxa.core.resource.BufferInfo;
import daxa.core.sync.Event;
import daxa.testing.EventContract;
import daxa.testing.Gpu;
import daxa.testing.OnDriver;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.util.List;

/// Events on the simulated driver, with a driver that fails.
@OnDriver(Gpu.Kind.SIMULATED)
class SimulatedEventTest extends EventContract {
    @Test
    void aSubmissionThatFailsLeavesTheEventAsItWas(Gpu gpu) {
        Dependency dependency = Dependency.of(Access.ALL_WRITE, Access.ALL_READ);
        Event event = gpu.own(gpu.device().createEvent("event"));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        recorder.signal(event, dependency);
        var commands = recorder.complete();
        gpu.driver().failNext(DriverCall.SUBMIT, VulkanResult.OUT_OF_HOST_MEMORY);
        assertThatThrownBy(() -> gpu.device().mainQueue().submit(commands))
                .isInstanceOf(OutOfMemoryException.class);
        gpu.device().mainQueue().submit(commands);
    }

    // On Vulkan the layer reports such a recording as soon as it is made.
    @Test
    void anEventIsSignalledOnceInARecording(Gpu gpu) {
        Dependency dependency = Dependency.of(Access.ALL_WRITE, Access.ALL_READ);
        Event event = gpu.own(gpu.device().createEvent("event"));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        recorder.signal(event, dependency);
        recorder.signal(event, dependency);
        try (var commands = recorder.complete()) {
            assertThatThrownBy(() -> gpu.device().mainQueue().submit(commands))
                    .isInstanceOf(UsageException.class)
                    .hasMessage(
                            "ExecutableCommands 'recorder' cannot be submitted: Event 'event' is"
                                    + " signalled a second time; reset it in between, or use"
                                    + " another event");
        }
    }

    @Test
    void aDependencyIsForOneDevice(Gpu gpu) {
        Device other = gpu.own(gpu.instance().createDevice(gpu.deviceInfo("other")));
        Buffer foreign = gpu.own(other.createBuffer(BufferInfo.of("foreign", 64)));
        Dependency dependency = Dependency.of(Access.ALL_WRITE, Access.ALL_READ, foreign, 0, 64);
        Event event = gpu.own(gpu.device().createEvent("event"));
        CommandRecorder recorder = gpu.own(gpu.device().createCommandRecorder("recorder"));
        recorder.begin();
        for (ThrowingCallable call :
                List.<ThrowingCallable>of(
                        () -> recorder.signal(event, dependency),
                        () -> recorder.waitFor(event, dependency),
                        () -> recorder.waitFor(List.of(new EventWait(event, dependency))))) {
            assertThatThrownBy(call)
                    .isInstanceOf(WrongDeviceException.class)
                    .hasMessageContaining("Buffer 'foreign'");
        }
        // What was refused has named nothing.
        gpu.device().mainQueue().submit(recorder.complete());
    }

    @Test
    void anEventThatCannotBeMadeLeavesNothing(Gpu gpu) {
        gpu.driver().failNext(DriverCall.CREATE_EVENT, VulkanResult.OUT_OF_DEVICE_MEMORY);
        assertThatThrownBy(() -> gpu.device().createEvent("event"))
                .isInstanceOf(OutOfMemoryException.class)
                .hasMessageContaining("vkCreateEvent")
                .hasMessageContaining("Event 'event'");
    }
}
