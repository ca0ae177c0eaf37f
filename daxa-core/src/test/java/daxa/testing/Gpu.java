package daxa.testing;

import daxa.core.Device;
import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.driver.DriverMessage;
import daxa.core.driver.Feature;
import daxa.core.driver.simulated.SimulatedDevice;
import daxa.core.driver.simulated.SimulatedDriver;
import daxa.core.driver.simulated.SimulatedInstance;
import daxa.core.driver.simulated.SimulationFault;
import daxa.core.driver.vulkan.VulkanDriver;
import daxa.core.lifetime.LifetimeReport;
import daxa.core.present.HeadlessWindowSystem;
import daxa.core.present.Window;
import daxa.core.present.WindowInfo;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Instance and device of one test, on the simulated driver or on Vulkan under full validation, and
/// the judge of what the test left behind.
///
/// After the test nothing may be open but what the fixture opened itself: no object, no native
/// object, no byte; and there may have been no message of the layers, no broken rule of the
/// simulation, and no complaint in the log, unless the test announced it.
public final class Gpu {
    /// Long enough for any wait that ends at all.
    public static final Duration LONG = Duration.ofSeconds(20);

    /// The driver below a fixture.
    public enum Kind {
        /// No GPU: submissions finish when [#finish(int)] says so.
        SIMULATED,
        /// The software driver, under validation and synchronisation validation.
        VULKAN
    }

    private final Kind kind;
    private final GpuSetup setup;
    private final @Nullable SimulatedDriver driver;
    private final ErrorLog log = ErrorLog.start();
    private final ConcurrentLinkedQueue<DriverMessage> messages = new ConcurrentLinkedQueue<>();
    private final Instance instance;
    private final Device device;
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final List<String> announced = new ArrayList<>();
    private boolean faultsAnnounced;
    private boolean leftoversAnnounced;

    Gpu(Kind kind, GpuSetup setup) {
        this.kind = kind;
        this.setup = setup;
        driver = kind == Kind.VULKAN ? null : new SimulatedDriver();
        if (driver != null) {
            driver.queues(setup.queues()).autoComplete(setup.autoComplete());
        }
        InstanceInfo info =
                InstanceInfo.of("test")
                        .withValidation(setup.validation())
                        .withLifetimeMode(setup.mode())
                        .withLeakLevel(setup.leaks());
        if (setup.validation()) {
            info = info.withMessageListener(messages::add);
        }
        instance = Instance.create(info, driver == null ? new VulkanDriver() : driver);
        device = instance.createDevice(deviceInfo("gpu"));
    }

    /// A fixture for a loop inside of one test; [#finishTest()] ends it.
    public static Gpu open(Kind kind, GpuSetup setup) {
        return new Gpu(kind, setup);
    }

    /// The info of the fixture's device under another name.
    public DeviceInfo deviceInfo(String name) {
        DeviceInfo info =
                DeviceInfo.of(name)
                        .withMaxBuffers(setup.capacity())
                        .withMaxImageViews(setup.capacity())
                        .withMaxSamplers(setup.capacity())
                        .withCloseDeadline(Duration.ofMillis(setup.closeDeadlineMillis()));
        for (Feature feature : setup.features()) {
            info = info.require(feature);
        }
        return info;
    }

    /// The driver below.
    public Kind kind() {
        return kind;
    }

    /// The instance. A test may close it.
    public Instance instance() {
        return instance;
    }

    /// The device. A test may close it.
    public Device device() {
        return device;
    }

    /// The simulated driver below.
    public SimulatedDriver driver() {
        if (driver == null) {
            throw new AssertionError("this fixture runs on Vulkan");
        }
        return driver;
    }

    /// The newest simulated device.
    public SimulatedDevice simulated() {
        return driver().device();
    }

    /// Has something closed after the test, before what was given earlier.
    public <T extends AutoCloseable> T own(T object) {
        owned.push(object);
        return object;
    }

    /// Lets a queue finish all that it has to do. On Vulkan it does so anyway.
    public void finish(int queue) {
        if (driver != null) {
            simulated().complete(queue, simulated().submittedValue(queue));
        }
    }

    /// Lets all queues of all devices finish all that they have to do.
    public void finishAll() {
        if (driver != null) {
            for (SimulatedInstance each : driver.instances()) {
                each.devices().forEach(SimulatedDevice::completeAll);
            }
        }
    }

    /// Lets all queues finish, waits for them, and collects.
    public void settle() {
        finishAll();
        device.waitIdle(LONG);
        device.collectGarbage();
    }

    /// Announces a complaint in the log: the test fails if it does not come.
    public void expectLog(String part) {
        announced.add(part);
    }

    /// Complaints in the log so far.
    public List<String> logged() {
        return List.copyOf(log.lines());
    }

    /// Announces that rules of the simulation are broken on purpose.
    public void expectFaults() {
        faultsAnnounced = true;
    }

    /// Opens a window without a display, to be closed with the test.
    public Window window(String name, int width, int height) {
        return own(
                instance.createWindow(
                        WindowInfo.of(name, width, height).withSystem(new HeadlessWindowSystem())));
    }

    /// Announces that the test leaves objects open that nobody can close any more.
    public void expectLeftovers() {
        leftoversAnnounced = true;
    }

    /// Ends the test.
    ///
    /// @throws AssertionError naming everything that is left, and every fault
    public void finishTest() {
        List<String> problems = new ArrayList<>();
        try {
            if (driver != null) {
                driver.onCall(null);
                driver.clearFailures();
            }
            for (AutoCloseable each : owned) {
                attempt(problems, "closing " + each, each::close);
            }
            finishAll();
            if (!device.isClosed()) {
                attempt(problems, "waiting for the device", this::settle);
                if (!leftoversAnnounced) {
                    judgeObjects(problems);
                }
                judgeSlots(problems);
                attempt(problems, "closing the device", device::close);
            }
            if (!instance.isClosed()) {
                attempt(problems, "closing the instance", instance::close);
            }
            instance.flushMessages(LONG);
            judgeDriver(problems);
            judgeLog(problems);
        } finally {
            log.close();
        }
        if (!problems.isEmpty()) {
            throw new AssertionError(
                    "the test left this behind:\n  " + String.join("\n  ", problems));
        }
    }

    /// Something that may throw anything.
    @FunctionalInterface
    private interface Action {
        void run() throws Exception;
    }

    private static void attempt(List<String> problems, String what, Action action) {
        try {
            action.run();
        } catch (Exception | SimulationFault e) {
            problems.add(what + ": " + e);
        }
    }

    private void judgeObjects(List<String> problems) {
        LifetimeReport report = device.lifetimeReport();
        for (LifetimeReport.ObjectInfo object : report.objects()) {
            problems.add(
                    object.state()
                            + " "
                            + object.type()
                            + " '"
                            + object.name()
                            + "', references "
                            + object.references()
                            + ", holds "
                            + object.holds()
                            + ", waits for "
                            + object.waitsFor()
                            + ", created at "
                            + object.site());
        }
        if (report.leaks() != 0) {
            problems.add(report.leaks() + " references were never closed");
        }
    }

    // A slot that names something destroyed would be a fault of the GPU instead of magenta (L12).
    private void judgeSlots(List<String> problems) {
        if (driver != null) {
            for (SimulatedDevice made : driver.instance().devices()) {
                if (!made.liveObjects().isEmpty()) {
                    made.staleSlots().forEach(slot -> problems.add("stale " + slot));
                }
            }
        }
    }

    private void judgeDriver(List<String> problems) {
        if (instance.nativeObjects().totalOpen() != 0 && !leftoversAnnounced) {
            problems.add("native objects: " + instance.nativeObjects().openText());
        }
        if (instance.validationFaults() != 0) {
            messages.stream()
                    .filter(DriverMessage::isFault)
                    .limit(5)
                    .forEach(message -> problems.add("message: " + message.text()));
        }
        if (driver == null) {
            return;
        }
        if (!leftoversAnnounced) {
            driver.liveObjects().forEach(object -> problems.add("native " + object));
            judgeBytes(driver, problems);
        }
        if (!faultsAnnounced) {
            driver.faults().forEach(fault -> problems.add("fault: " + fault.getMessage()));
        }
    }

    private static void judgeBytes(SimulatedDriver driver, List<String> problems) {
        for (SimulatedInstance each : driver.instances()) {
            for (SimulatedDevice made : each.devices()) {
                if (made.allocatedBytes() != 0) {
                    problems.add(made.name() + " holds bytes: " + made.allocatedBytes());
                }
            }
        }
    }

    private void judgeLog(List<String> problems) {
        List<String> left = new ArrayList<>(log.lines());
        for (String part : announced) {
            if (!left.removeIf(line -> line.contains(part))) {
                problems.add("nothing in the log says: " + part);
            }
        }
        left.forEach(line -> problems.add("logged: " + line));
    }
}
