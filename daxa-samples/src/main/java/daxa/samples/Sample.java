package daxa.samples;

import daxa.core.Device;
import daxa.core.Requirements;
import daxa.core.resource.Format;
import daxa.taskgraph.GraphBuilder;
import daxa.taskgraph.TaskGraph;
import daxa.taskgraph.TaskImage;
import daxa.taskgraph.TaskImageInfo;

import java.util.List;

/// A program that shows one thing. It says what the tasks of a frame are, so it runs the same in a
/// window and without one.
interface Sample extends AutoCloseable {

    /// Adds the tasks of a frame. Called first, and again for another size; what both declare alike
    /// keeps its contents.
    ///
    /// @param graph where to
    /// @param screen what is shown; its contents are undefined at first. For one frame after a
    ///   change its size may be another one, so that tasks fill it by blits and passes
    void describe(GraphBuilder graph, Screen screen);

    /// Binds the sample's own resources. Called after each description.
    ///
    /// @param graph what executes it
    default void bind(TaskGraph graph) {}

    /// Called before each frame.
    ///
    /// @param graph what executes it next
    /// @param seconds time since the start, standing still while paused
    void prepare(TaskGraph graph, float seconds);

    /// Closes what the sample made.
    @Override
    void close();

    /// What a frame is drawn into: an image of a swapchain, or one of its own.
    ///
    /// @param image the image, usable as colour attachment and transfer destination
    /// @param width texels
    /// @param height texels
    record Screen(TaskImage image, int width, int height) {
        /// An image of that size.
        TaskImageInfo info(Format format) {
            return TaskImageInfo.of2D(format, width, height);
        }

        float aspect() {
            return (float) width / height;
        }
    }

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
        /// @param format the format of what it will draw into
        /// @return the sample, to be closed before the device
        Sample create(Device device, Format format);
    }
}
