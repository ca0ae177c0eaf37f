package daxa.core.driver.simulated;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DriverMessage;
import daxa.core.driver.DriverProvider;
import daxa.core.driver.InstanceRequest;
import daxa.core.error.VulkanResult;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/// A graphics system without a GPU.
///
/// It keeps a list of everything that exists and of everything that submissions use, and treats
/// what Vulkan forbids as a [SimulationFault]. Nothing runs but commands that fill, copy and clear
/// (see [SimulatedDevice]); shaders, draws and blits have no effect.
///
/// | to | call |
/// |---|---|
/// | choose the devices of the machine | [#adapters(SimulatedAdapter...)], [#queues(int)] |
/// | move timelines by hand (default) or at once | [#autoComplete(boolean)], then [SimulatedDevice#complete] |
/// | make calls fail | [#failCall(long, VulkanResult)], [#failNext(DriverCall, VulkanResult)] |
/// | see all calls | [#logCalls(boolean)], [#calls()], [#callCount()] |
/// | stand in the way of calls | [#onCall(Consumer)] |
/// | judge the caller | [#faults()], [#liveObjects()] |
///
/// Configure it before the instance is created; what says so may change at any time.
///
/// @apiNote "Fail the n-th call, for every n" is a loop: run the scene once and read
///   [#callCount(VulkanResult)], then run it that often, each time with the next n for
///   [#failCall(long, VulkanResult)].
@ThreadSafe
public final class SimulatedDriver implements DriverProvider {
    /// The most queues of a device.
    public static final int MAX_QUEUES = 8;

    final Simulation simulation = new Simulation();
    private final List<SimulatedInstance> instances = new CopyOnWriteArrayList<>();
    private volatile List<SimulatedAdapter> adapters =
            List.of(new SimulatedAdapter("Simulated GPU"));
    private volatile int queues = 1;
    private volatile boolean autoComplete;
    private volatile boolean autoPresent = true;
    private volatile boolean waitIdleCompletes = true;
    private volatile boolean waitCompletes;
    private volatile IntUnaryOperator timestampBits = queue -> Long.SIZE;

    /// Creates a machine with one [SimulatedAdapter] that supports everything, one queue for each
    /// device, and timelines that move by hand.
    public SimulatedDriver() {}

    // Configuration

    /// Sets the devices of the machine.
    ///
    /// @param newAdapters the devices, in order; may be none
    /// @return this driver
    public SimulatedDriver adapters(SimulatedAdapter... newAdapters) {
        adapters = List.of(newAdapters);
        return this;
    }

    /// Sets how many queues each device has.
    ///
    /// @param count from 1 to [#MAX_QUEUES]
    /// @return this driver
    /// @throws IllegalArgumentException if the count is out of range
    public SimulatedDriver queues(int count) {
        if (count < 1 || count > MAX_QUEUES) {
            throw new IllegalArgumentException(
                    "queues=" + count + " (expected 1 to " + MAX_QUEUES + ")");
        }
        queues = count;
        return this;
    }

    /// Sets whether submissions of new devices complete at once, inside the submit.
    ///
    /// @param on true for at once; false, the default, for [SimulatedDevice#complete]
    /// @return this driver
    public SimulatedDriver autoComplete(boolean on) {
        autoComplete = on;
        return this;
    }

    /// Sets whether presents of new devices are over as soon as the submission that they wait for
    /// is.
    ///
    /// @param on true, the default, for as soon as that; false for
    ///   [SimulatedDevice#completePresent]
    /// @return this driver
    public SimulatedDriver autoCompletePresents(boolean on) {
        autoPresent = on;
        return this;
    }

    /// Sets whether waiting until new devices are idle completes what they have left to do, as a
    /// GPU does in the end.
    ///
    /// @param on true, the default, to complete it; false to wait until it was completed by hand
    /// @return this driver
    public SimulatedDriver waitIdleCompletes(boolean on) {
        waitIdleCompletes = on;
        return this;
    }

    /// Sets whether waiting for a submission of new devices completes it, with all that it waits
    /// for in turn and all before it: a GPU that gets ahead exactly when somebody looks.
    ///
    /// @param on true to complete it; false, the default, to wait until it was completed by hand
    /// @return this driver
    public SimulatedDriver waitCompletes(boolean on) {
        waitCompletes = on;
        return this;
    }

    /// Sets how many bits of the timestamps of new devices count.
    ///
    /// @param bits for each queue the bits, 0 for no timestamps; 64 on all queues by default
    /// @return this driver
    public SimulatedDriver timestampBits(IntUnaryOperator bits) {
        timestampBits = bits;
        return this;
    }

    IntUnaryOperator timestampBits() {
        return timestampBits;
    }

    boolean waitsComplete() {
        return waitCompletes;
    }

    List<SimulatedAdapter> adapterList() {
        return adapters;
    }

    int queueCount() {
        return queues;
    }

    boolean completesAtOnce() {
        return autoComplete;
    }

    boolean presentsAtOnce() {
        return autoPresent;
    }

    boolean idleCompletes() {
        return waitIdleCompletes;
    }

    @Override
    public SimulatedInstance createInstance(
            InstanceRequest request, Consumer<DriverMessage> messages) {
        Simulation.Entry entry =
                simulation.enter(DriverCall.CREATE_INSTANCE, 0, request.applicationName());
        simulation.lock.lock();
        try {
            simulation.mayFail(
                    DriverCall.CREATE_INSTANCE,
                    entry,
                    () -> "Instance '" + request.applicationName() + "'");
            SimulatedInstance instance = new SimulatedInstance(this, request, messages);
            Simulation.created(entry, instance.nativeHandle());
            instances.add(instance);
            return instance;
        } finally {
            simulation.lock.unlock();
        }
    }

    // What was created

    /// The instances created so far.
    ///
    /// @return an immutable list, destroyed ones included, in order of creation
    public List<SimulatedInstance> instances() {
        return List.copyOf(instances);
    }

    /// The newest instance.
    ///
    /// @return the instance
    /// @throws IllegalStateException if none was created
    public SimulatedInstance instance() {
        List<SimulatedInstance> all = instances();
        if (all.isEmpty()) {
            throw new IllegalStateException("no instance was created on this driver yet");
        }
        return all.getLast();
    }

    /// The newest device of any instance.
    ///
    /// @return the device
    /// @throws IllegalStateException if none was created
    public SimulatedDevice device() {
        return instances().reversed().stream()
                .flatMap(instance -> instance.devices().reversed().stream())
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "no device was created on this driver yet"));
    }

    /// Everything native that exists.
    ///
    /// @return kind and name of each object, such as `Buffer 'vertices'`, in order of creation
    public List<String> liveObjects() {
        return simulation.living(object -> true).stream().map(SimObject::text).toList();
    }

    // Faults

    /// Every broken rule so far.
    ///
    /// @return an immutable list, in order
    public List<SimulationFault> faults() {
        return simulation.faults();
    }

    /// Forgets the broken rules. Any thread, any time.
    public void clearFaults() {
        simulation.clearFaults();
    }

    // Failures

    /// Makes a call fail: the n-th call from now, of those that Vulkan lets fail with this result.
    /// It fails before it has an effect; `DEVICE_LOST` also loses the device.
    ///
    /// Several failures can be planned at once; each counts for itself. Any thread, any time.
    ///
    /// @param n which call, 1 for the next
    /// @param result how it fails
    /// @throws IllegalArgumentException if n is below 1, or no call can fail with the result
    public void failCall(long n, VulkanResult result) {
        simulation.failCall(null, result, n);
    }

    /// Makes the next call of a kind fail. See [#failCall(long, VulkanResult)].
    ///
    /// @param call which call
    /// @param result how it fails
    /// @throws IllegalArgumentException if Vulkan does not let the call fail with the result
    public void failNext(DriverCall call, VulkanResult result) {
        simulation.failCall(call, result, 1);
    }

    /// Makes the n-th next call of a kind fail. See [#failCall(long, VulkanResult)].
    ///
    /// @param call which call
    /// @param n which of them, 1 for the next
    /// @param result how it fails
    /// @throws IllegalArgumentException if n is below 1, or Vulkan does not let the call fail so
    public void failNext(DriverCall call, long n, VulkanResult result) {
        simulation.failCall(call, result, n);
    }

    /// Makes the next call of a kind fail. See [#failCall(long, VulkanResult)].
    ///
    /// @param methodName which call, as [DriverCall#methodName()] names it
    /// @param result how it fails
    /// @throws IllegalArgumentException if there is no such call, or it cannot fail so
    public void failNext(String methodName, VulkanResult result) {
        failNext(DriverCall.of(methodName), result);
    }

    /// How Vulkan lets a call fail.
    ///
    /// @param methodName which call, as [DriverCall#methodName()] names it
    /// @return an immutable set; empty where it cannot fail
    /// @throws IllegalArgumentException if there is no such call
    public static Set<VulkanResult> allowedFailures(String methodName) {
        return DriverCall.of(methodName).allowedFailures();
    }

    /// How many planned failures have not happened yet.
    ///
    /// @return the count
    public int plannedFailures() {
        return simulation.plannedFailures();
    }

    /// Drops all planned failures. Any thread, any time.
    public void clearFailures() {
        simulation.clearFailures();
    }

    // Calls

    /// How many calls there were.
    ///
    /// @return the count
    public long callCount() {
        return simulation.count(call -> true);
    }

    /// How many calls there were that Vulkan lets fail.
    ///
    /// @return the count
    public long fallibleCallCount() {
        return simulation.count(DriverCall::fallible);
    }

    /// How many calls there were that Vulkan lets fail with a result: the n up to which
    /// [#failCall(long, VulkanResult)] is worth a loop.
    ///
    /// @param result the result
    /// @return the count
    public long callCount(VulkanResult result) {
        return simulation.count(call -> call.allows(result));
    }

    /// How many calls of a kind there were.
    ///
    /// @param which the kind
    /// @return the count
    public long callCount(DriverCall which) {
        return simulation.count(call -> call == which);
    }

    /// Switches the log of calls on or off; it is off at first. Any thread, any time.
    ///
    /// @param on whether calls are logged
    public void logCalls(boolean on) {
        simulation.setLogging(on);
    }

    /// The logged calls.
    ///
    /// @return an immutable list, in order
    public List<SimulatedCall> calls() {
        return simulation.calls();
    }

    /// Empties the log of calls. Any thread, any time.
    public void clearCalls() {
        simulation.clearCalls();
    }

    /// Sets what is told of each call before it is checked and done. Any thread, any time.
    ///
    /// The hook runs on the calling thread, with no lock of the simulation held; it may block, call
    /// the driver, and throw, which ends the call without effect.
    ///
    /// @param hook what to tell, or null for nothing
    public void onCall(@Nullable Consumer<SimulatedCall> hook) {
        simulation.setHook(hook);
    }
}
