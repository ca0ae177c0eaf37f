/// The renderer framework: instance, device, resources, commands, pipelines, windows, and the
/// lifetime system below them.
@org.jspecify.annotations.NullMarked
module daxa.core {
    requires transitive org.joml;
    requires static transitive org.jspecify;
    requires org.lwjgl;
    requires org.lwjgl.glfw;
    requires org.lwjgl.shaderc;
    requires org.lwjgl.spvc;
    requires org.lwjgl.vma;
    requires org.lwjgl.vulkan;

    exports daxa.core;
    exports daxa.core.command;
    exports daxa.core.concurrent;
    exports daxa.core.driver;
    exports daxa.core.driver.simulated;
    exports daxa.core.error;
    exports daxa.core.lifetime;
    exports daxa.core.pipeline;
    exports daxa.core.present;
    exports daxa.core.program;
    exports daxa.core.resource;
    exports daxa.core.shader;
    exports daxa.core.sync;
    exports daxa.core.transfer;
}
