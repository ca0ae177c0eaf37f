package daxa.samples;

import daxa.core.Device;
import daxa.core.Requirements;
import daxa.core.command.CommandRecorder;
import daxa.core.resource.Image;
import daxa.core.resource.ImageView;

import java.util.List;

/// A program that shows one thing. It draws into whatever it is given, so it runs the same in a
/// window and without one.
interface Sample extends AutoCloseable {

    /// Records one frame. The target's contents are undefined at first, and every write of it is
    /// made available by the runner afterwards.
    ///
    /// @param recorder records the frame, outside of any render pass
    /// @param target what to draw into
    /// @param seconds time since the start, standing still while paused
    void record(CommandRecorder recorder, Target target, float seconds);

    /// Closes what the sample made.
    @Override
    void close();

    /// What a frame is drawn into: an image of the swapchain, or one of its own.
    ///
    /// @param image the image, usable as colour attachment and transfer destination
    /// @param view a view of all of it
    /// @param width texels
    /// @param height texels
    record Target(Image image, ImageView view, int width, int height) {}

    /// A sample in the list.
    ///
    /// @param name its name on the command line
    /// @param shows what it shows, in one line
    /// @param needs what its device must have
    /// @param factories for each of its windows what makes it for a device
    record Entry(String name, String shows, Requirements needs, List<Factory> factories) {
        Entry(String name, String shows, Factory... factories) {
            this(name, shows, Requirements.NONE, List.of(factories));
        }
    }

    /// Makes a sample.
    interface Factory {
        /// Makes the sample.
        ///
        /// @param device the device to use
        /// @param target an example of what it will draw into
        /// @return the sample, to be closed before the device
        Sample create(Device device, Target target);
    }
}
