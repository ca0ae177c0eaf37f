package daxa.core.driver;

import daxa.core.concurrent.Internal;
import daxa.core.concurrent.LockRank;
import daxa.core.concurrent.RankedLock;
import daxa.core.concurrent.ThreadSafe;
import daxa.core.error.UsageException;
import daxa.core.error.WrongDeviceException;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Lifetimes;
import daxa.core.lifetime.Reference;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// What all objects of one device share. Only the device makes one; programs never see it.
@Internal
@ThreadSafe
public final class DeviceContext {
    /// Rank of [#semaphoreLock()].
    public static final LockRank SEMAPHORES_RANK = new LockRank("semaphores", DriverLock.RANK);

    private final String name;
    private final DeviceDriver driver;
    private final DriverGate gate;
    private final DeviceLimits limits;
    private final Set<Feature> features;
    private final EnumSet<Feature> enabled = EnumSet.noneOf(Feature.class);
    private final Lifetimes lifetimes;
    private final Counted device;
    private final Counted[] parents;
    private final Map<Class<?>, Object> attachments = new ConcurrentHashMap<>();
    private final RankedLock semaphoreLock = new RankedLock(SEMAPHORES_RANK);

    /// Creates the context of a device.
    ///
    /// @param name the device's name
    /// @param driver the device's driver
    /// @param gate the way to the driver for threads without a reference
    /// @param limits the device's limits
    /// @param features the features that are enabled
    /// @param lifetimes the kernel of the device's children
    /// @param device the device as parent of all else
    public DeviceContext(
            String name,
            DeviceDriver driver,
            DriverGate gate,
            DeviceLimits limits,
            Set<Feature> features,
            Lifetimes lifetimes,
            Counted device) {
        this.name = name;
        this.driver = driver;
        this.gate = gate;
        this.limits = limits;
        this.features = EnumSets.copyOf(Feature.class, features);
        this.enabled.addAll(features);
        this.lifetimes = lifetimes;
        this.device = device;
        this.parents = new Counted[] {device};
    }

    /// The device's name.
    ///
    /// @return the name
    public String name() {
        return name;
    }

    /// The device's driver.
    ///
    /// @return the driver
    public DeviceDriver driver() {
        return driver;
    }

    /// The way to the driver for threads that may hold no reference to the device.
    ///
    /// @return its gate
    public DriverGate gate() {
        return gate;
    }

    /// The device's limits.
    ///
    /// @return the limits
    public DeviceLimits limits() {
        return limits;
    }

    /// The features that are enabled.
    ///
    /// @return the features
    public Set<Feature> features() {
        return features;
    }

    /// Whether a feature is enabled: quicker than a look into [#features].
    ///
    /// @param feature the feature
    /// @return whether the device was created with it
    public boolean has(Feature feature) {
        return enabled.contains(feature);
    }

    /// Refuses what needs a feature that is not enabled.
    ///
    /// @param feature the feature
    /// @param command what needs it
    /// @throws UsageException if the device was created without it
    public void require(Feature feature, String command) {
        require(feature, command, "");
    }

    /// As [#require(Feature, String)]; nothing is joined where the feature is there.
    ///
    /// @param feature the feature
    /// @param command what needs it
    /// @param where which use of it, after a space
    /// @throws UsageException if the device was created without it
    public void require(Feature feature, String command, String where) {
        if (!has(feature)) {
            throw new UsageException(
                    command
                            + where
                            + " needs the feature "
                            + feature
                            + ", which device '"
                            + name
                            + "' was created without");
        }
    }

    /// The kernel of the device's children.
    ///
    /// @return the kernel
    public Lifetimes lifetimes() {
        return lifetimes;
    }

    /// The device as parent of all else.
    ///
    /// @return the counted object
    public Counted device() {
        return device;
    }

    /// The parents of an object that has none but the device.
    ///
    /// @return an array that all such objects share; not to be changed
    public Counted[] deviceAsParent() {
        return parents;
    }

    /// Held while somebody decides what semaphores, queries and events become, on whichever queue.
    ///
    /// @return the lock
    public RankedLock semaphoreLock() {
        return semaphoreLock;
    }

    /// What a layer above keeps for the device: made when it is first asked for, and kept as long
    /// as the device.
    ///
    /// @param <T> its type
    /// @param type its type
    /// @param make makes it
    /// @return the same object each time
    public <T> T attachment(Class<T> type, Supplier<T> make) {
        return type.cast(attachments.computeIfAbsent(type, key -> make.get()));
    }

    /// The object behind a reference, if it is open and of this device.
    ///
    /// @param reference the reference
    /// @return the object
    /// @throws daxa.core.error.ClosedException if the reference is closed
    /// @throws WrongDeviceException if the object belongs to another device
    public Counted own(Reference reference) {
        return own(reference.object());
    }

    /// An object, if it is of this device.
    ///
    /// @param object the object
    /// @return the object
    /// @throws WrongDeviceException if it belongs to another device
    public Counted own(Counted object) {
        if (object.lifetimes() != lifetimes) {
            throw new WrongDeviceException(object.label(), object.ownerName(), name);
        }
        return object;
    }
}
