import org.jspecify.annotations.NullMarked;

/// Programs that show what the framework does, one subject each.
@NullMarked
module daxa.samples {
    requires static org.jspecify;
    requires daxa.core;
    requires org.lwjgl;
    requires org.lwjgl.stb;
}
