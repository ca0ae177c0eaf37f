package daxa.samples;

import daxa.core.DeviceInfo;
import daxa.core.Instance;
import daxa.core.InstanceInfo;
import daxa.core.Requirements;
import daxa.core.error.NoDeviceException;
import daxa.core.error.UsageException;
import daxa.core.resource.Filter;

import java.util.List;

/// The program behind `./run`: lists the samples, or runs one.
///
/// It ends with 0 on success, 1 if something failed, 2 if the command line is wrong, 3 if no device
/// can be used, and 4 if it was to run dry and needs a device.
public final class Main {
    private static final int NEEDS_DEVICE = 4;

    private static final List<Sample.Entry> SAMPLES =
            List.of(
                    new Sample.Entry(
                            "clear",
                            "clears the image to a changing colour",
                            (device, format) -> new ClearSample()),
                    new Sample.Entry(
                            "triangle",
                            "a triangle with vertices pulled through a buffer address",
                            TriangleSample::new),
                    new Sample.Entry(
                            "compute",
                            "a compute shader writes an image that is presented",
                            (device, format) -> new ComputeSample(device)),
                    new Sample.Entry(
                            "history",
                            "a soft shadow, averaged over frames in a double-buffered image",
                            (device, format) -> new HistorySample(device)),
                    new Sample.Entry(
                            "mips",
                            "two brushes and their mip levels: parts of one image, and a condition",
                            (device, format) -> new MipsSample(device)),
                    new Sample.Entry(
                            "async",
                            "water whose waves are computed on another queue than it is drawn",
                            AsyncSample::new),
                    new Sample.Entry(
                            "boids",
                            "a flock in two buffers that change places with each frame",
                            BoidsSample::new),
                    new Sample.Entry(
                            "meshlets",
                            "a torus of mesh shaders, what faces away left out by task shaders",
                            MeshletsSample::new),
                    new Sample.Entry(
                            "raytracing",
                            "balls that mirror each other, by a ray tracing pipeline",
                            Requirements.rayTracing(),
                            List.of((device, format) -> new RaytracingSample(device))),
                    new Sample.Entry(
                            "windows",
                            "two windows of one device: sizes, present modes, full screen,"
                                    + " clipboard, drops",
                            (device, format) -> new MosaicSample(24, Filter.NEAREST),
                            (device, format) -> new MosaicSample(12, Filter.LINEAR)));

    private Main() {}

    /// Runs the program.
    ///
    /// @param args see [Options#USAGE]
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String[] args) {
        Options options;
        try {
            options = Options.parse(args);
        } catch (Options.UsageError e) {
            System.err.println(e.getMessage());
            System.err.print(Options.USAGE);
            return 2;
        }
        try {
            if (options.listDevices()) {
                return options.dry() ? NEEDS_DEVICE : listDevices(options);
            }
            if (options.sample() == null) {
                for (Sample.Entry entry : SAMPLES) {
                    System.out.printf("%-10s %s%n", entry.name(), entry.shows());
                }
                return 0;
            }
            for (Sample.Entry entry : SAMPLES) {
                if (entry.name().equals(options.sample())) {
                    return options.dry() ? NEEDS_DEVICE : new Runner(entry, options).run();
                }
            }
            System.err.println(
                    "unknown sample: "
                            + options.sample()
                            + " (expected one of "
                            + SAMPLES.stream().map(Sample.Entry::name).toList()
                            + ")");
            return 2;
        } catch (NoDeviceException e) {
            System.err.println(e.getMessage());
            return 3;
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private static int listDevices(Options options) {
        try (Instance instance = Instance.create(InstanceInfo.of("daxa samples"))) {
            DeviceInfo info = DeviceInfo.of("list").withAdapter(options.device());
            System.out.println(instance.selectDevice(info));
        }
        return 0;
    }
}
