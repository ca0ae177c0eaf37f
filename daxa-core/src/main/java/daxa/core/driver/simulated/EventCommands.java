package daxa.core.driver.simulated;

import daxa.core.driver.DependencyDescription;
import daxa.core.driver.NativeKind;
import daxa.core.driver.simulated.SimRecording.Where;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Events of a [SimulatedCommands].
final class EventCommands {
    private static final long STAGE_HOST = 0x4000L;

    private final SimRecording recording;
    private final RegionChecks checks;

    EventCommands(SimRecording recording) {
        this.recording = recording;
        this.checks = new RegionChecks(recording);
    }

    void set(long event, DependencyDescription dependency) {
        add(DriverCall.SET_EVENT, new long[] {event}, List.of(dependency));
    }

    void await(int count, long[] events, DependencyDescription[] dependencies) {
        add(
                DriverCall.WAIT_EVENTS,
                Arrays.copyOf(events, count),
                List.of(Arrays.copyOf(dependencies, count)));
    }

    private void add(DriverCall call, long[] events, List<DependencyDescription> dependencies) {
        recording.start(call, Where.OUTSIDE);
        try {
            if (events.length == 0) {
                throw recording.fault(call, "no events");
            }
            List<SimObject> objects = new ArrayList<>();
            for (long event : events) {
                objects.add(event(call, event));
            }
            for (DependencyDescription dependency : dependencies) {
                check(call, dependency, objects);
            }
            recording.addEventOp(
                    new Op(call, objects.toArray(SimObject[]::new), new long[0], "", dependencies));
        } finally {
            recording.exit();
        }
    }

    private void check(DriverCall call, DependencyDescription dependency, List<SimObject> objects) {
        long stages = dependency.srcStages() | dependency.dstStages();
        checkStages(call, stages);
        for (DependencyDescription.Buffer barrier : dependency.buffers()) {
            SimObject.Buffer found = recording.buffer(call, barrier.buffer());
            checks.checkRange(call, found, barrier.offset(), barrier.size());
            objects.add(found);
        }
        for (DependencyDescription.Image barrier : dependency.images()) {
            SimObject.Image found = recording.image(call, barrier.image());
            checks.checkAspects(call, found, barrier.aspects());
            checks.checkSubresource(
                    call,
                    found,
                    barrier.baseMip(),
                    barrier.mipCount(),
                    barrier.baseLayer(),
                    barrier.layerCount());
            objects.add(found);
        }
    }

    void reset(long event, long stages) {
        DriverCall call = DriverCall.RESET_EVENT;
        recording.start(call, Where.OUTSIDE);
        try {
            checkStages(call, stages);
            recording.addEventOp(Op.of(call, event(call, event), stages));
        } finally {
            recording.exit();
        }
    }

    private void checkStages(DriverCall call, long stages) {
        recording.checkStages(call, stages);
        if ((stages & STAGE_HOST) != 0) {
            throw recording.fault(call, "the stage HOST, which events do not have");
        }
    }

    private SimObject.Event event(DriverCall call, long handle) {
        return recording.device.simulation.find(
                call, handle, NativeKind.EVENT, SimObject.Event.class, recording.device.owner);
    }
}
