import org.jspecify.annotations.NullMarked;

/// A renderer framework on Vulkan: devices, resources, pipelines, commands and their lifetimes.
@NullMarked
module daxa.core {
    requires static org.jspecify;
    requires transitive org.joml;
    requires org.lwjgl;
    requires org.lwjgl.glfw;
    requires org.lwjgl.shaderc;
    requires org.lwjgl.spvc;
    requires org.lwjgl.vma;
    requires org.lwjgl.vulkan;
}
