import org.jspecify.annotations.NullMarked;

/// Programs that show what the framework does, one subject each.
@NullMarked
module daxa.samples {
    requires static org.jspecify;
    requires daxa.core;
    requires daxa.taskgraph;
    requires org.lwjgl;
    requires org.lwjgl.stb;

    // Structs of shaders are written by code that is made for each.
    opens daxa.samples to
            daxa.core;
}
