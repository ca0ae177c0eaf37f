package daxa.samples;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/// What the command line says.
///
/// @param sample the sample's name, or null to list them
/// @param headless whether to render without a window
/// @param frames how many frames to render, or 0 for no limit
/// @param width texels
/// @param height texels
/// @param screenshot where to write the last frame, or null
/// @param strict whether parents must outlive their children
/// @param validate whether the validation layer is on
/// @param device part of the name of the device to use, empty for the best
/// @param listDevices whether to list devices and end
/// @param dry whether to end where a device is needed: `./run` asks before it sets a driver up
record Options(
        @Nullable String sample,
        boolean headless,
        int frames,
        int width,
        int height,
        @Nullable Path screenshot,
        boolean strict,
        boolean validate,
        String device,
        boolean listDevices,
        boolean dry) {

    static final String USAGE =
            """
            usage: ./run [NAME] [--headless] [--frames N] [--size WxH] [--screenshot FILE.png]
                         [--strict] [--validate] [--device NAME] [--list-devices]
            """;

    private static final int MAX_SIZE = 16_384;

    /// A wrong command line.
    static final class UsageError extends Exception {
        private static final long serialVersionUID = 1L;

        UsageError(String message) {
            super(message);
        }
    }

    static Options parse(String[] args) throws UsageError {
        String sample = null;
        boolean headless = false;
        int frames = 0;
        int width = 1280;
        int height = 720;
        Path screenshot = null;
        boolean strict = false;
        boolean validate = false;
        String device = "";
        boolean listDevices = false;
        boolean dry = false;
        for (int i = 0; i < args.length; i++) {
            String arg = args[i];
            switch (arg) {
                case "--headless" -> headless = true;
                case "--strict" -> strict = true;
                case "--validate" -> validate = true;
                case "--list-devices" -> listDevices = true;
                case "--dry" -> dry = true;
                case "--frames" -> frames = number(arg, value(args, ++i, arg), Integer.MAX_VALUE);
                case "--device" -> device = value(args, ++i, arg);
                case "--screenshot" -> screenshot = Path.of(value(args, ++i, arg));
                case "--size" -> {
                    String[] size = value(args, ++i, arg).split("x", -1);
                    if (size.length != 2) {
                        throw new UsageError("--size " + args[i] + " (expected such as 1280x720)");
                    }
                    width = number(arg, size[0], MAX_SIZE);
                    height = number(arg, size[1], MAX_SIZE);
                }
                default -> {
                    if (arg.startsWith("-") || sample != null) {
                        throw new UsageError("unknown argument: " + arg);
                    }
                    sample = arg;
                }
            }
        }
        return new Options(
                sample,
                headless,
                frames,
                width,
                height,
                screenshot,
                strict,
                validate,
                device,
                listDevices,
                dry);
    }

    private static String value(String[] args, int index, String option) throws UsageError {
        if (index >= args.length) {
            throw new UsageError(option + " needs a value");
        }
        return args[index];
    }

    private static int number(String option, String text, int max) throws UsageError {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new UsageError(option + " " + text + " (expected a number)");
        }
        throw new UsageError(option + " " + text + " (expected 1 to " + max + ")");
    }
}
