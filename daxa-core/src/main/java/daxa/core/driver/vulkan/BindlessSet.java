package daxa.core.driver.vulkan;

import static org.lwjgl.system.JNI.callPPPV;
import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.system.MemoryUtil.memAddress;
import static org.lwjgl.system.MemoryUtil.memPutInt;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.system.MemoryUtil.nmemAllocChecked;
import static org.lwjgl.system.MemoryUtil.nmemFree;
import static org.lwjgl.vulkan.VK10.*;
import static org.lwjgl.vulkan.VK12.*;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.BindlessDescription;
import daxa.core.driver.NativeBooks;
import daxa.core.driver.NativeKind;

import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.KHRAccelerationStructure;
import org.lwjgl.vulkan.VKCapabilitiesDevice;
import org.lwjgl.vulkan.VkDescriptorBufferInfo;
import org.lwjgl.vulkan.VkDescriptorImageInfo;
import org.lwjgl.vulkan.VkDescriptorPoolCreateInfo;
import org.lwjgl.vulkan.VkDescriptorPoolSize;
import org.lwjgl.vulkan.VkDescriptorSetAllocateInfo;
import org.lwjgl.vulkan.VkDescriptorSetLayoutBinding;
import org.lwjgl.vulkan.VkDescriptorSetLayoutBindingFlagsCreateInfo;
import org.lwjgl.vulkan.VkDescriptorSetLayoutCreateInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkPipelineLayoutCreateInfo;
import org.lwjgl.vulkan.VkPushConstantRange;
import org.lwjgl.vulkan.VkWriteDescriptorSet;
import org.lwjgl.vulkan.VkWriteDescriptorSetAccelerationStructureKHR;

import java.nio.IntBuffer;
import java.nio.LongBuffer;

/// The one descriptor set of a device, with its layout and pool and the layout of all pipelines.
@ThreadSafe
final class BindlessSet {
    /// Size of the push constants of every pipeline: what every device has.
    static final int PUSH_CONSTANT_BYTES = 128;

    private static final int SAMPLED_IMAGES = 0;
    private static final int STORAGE_IMAGES = 1;
    private static final int SAMPLERS = 2;
    private static final int ADDRESSES = 3;
    private static final int STRUCTURES = 4;

    private static final int[] TYPES = {
        VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE,
        VK_DESCRIPTOR_TYPE_STORAGE_IMAGE,
        VK_DESCRIPTOR_TYPE_SAMPLER,
        VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
        KHRAccelerationStructure.VK_DESCRIPTOR_TYPE_ACCELERATION_STRUCTURE_KHR
    };

    private final VkDevice vkDevice;
    private final VKCapabilitiesDevice vk;
    private final long device;
    private final NativeBooks books;
    private long setLayout;
    private long pool;
    private long set;
    private long pipelineLayout;

    private BindlessSet(VkDevice device, NativeBooks books) {
        this.vkDevice = device;
        this.vk = device.getCapabilities();
        this.device = device.address();
        this.books = books;
    }

    /// Creates the set with all slots filled.
    static BindlessSet create(
            VkDevice device,
            BindlessDescription description,
            ObjectNames names,
            DeviceHealth health,
            NativeBooks books) {
        BindlessSet bindless = new BindlessSet(device, books);
        try {
            bindless.createObjects(description, health);
            bindless.fill(description);
        } catch (RuntimeException | Error e) {
            bindless.destroy();
            throw e;
        }
        String name = description.name();
        names.set(VK_OBJECT_TYPE_DESCRIPTOR_SET_LAYOUT, bindless.setLayout, name);
        names.set(VK_OBJECT_TYPE_DESCRIPTOR_POOL, bindless.pool, name);
        names.set(VK_OBJECT_TYPE_DESCRIPTOR_SET, bindless.set, name);
        names.set(VK_OBJECT_TYPE_PIPELINE_LAYOUT, bindless.pipelineLayout, name);
        return bindless;
    }

    /// The `VkDescriptorSet`.
    long set() {
        return set;
    }

    /// The `VkPipelineLayout` of all pipelines.
    long pipelineLayout() {
        return pipelineLayout;
    }

    private void createObjects(BindlessDescription description, DeviceHealth health) {
        String type = "Bindless set";
        String name = description.name();
        int[] counts = counts(description);
        try (MemoryStack stack = stackPush()) {
            LongBuffer out = stack.mallocLong(1);

            int result = vkCreateDescriptorSetLayout(vkDevice, layout(stack, counts), null, out);
            health.check(result, "vkCreateDescriptorSetLayout", type, name);
            setLayout = out.get(0);
            books.created(NativeKind.DESCRIPTOR_SET_LAYOUT);

            result = vkCreateDescriptorPool(vkDevice, pool(stack, counts), null, out);
            health.check(result, "vkCreateDescriptorPool", type, name);
            pool = out.get(0);
            books.created(NativeKind.DESCRIPTOR_POOL);

            LongBuffer layouts = stack.longs(setLayout);
            result =
                    vkAllocateDescriptorSets(
                            vkDevice,
                            VkDescriptorSetAllocateInfo.calloc(stack)
                                    .sType$Default()
                                    .descriptorPool(pool)
                                    .pSetLayouts(layouts),
                            out);
            health.check(result, "vkAllocateDescriptorSets", type, name);
            set = out.get(0);

            result =
                    vkCreatePipelineLayout(
                            vkDevice,
                            VkPipelineLayoutCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .setLayoutCount(1)
                                    .pSetLayouts(layouts)
                                    .pPushConstantRanges(
                                            VkPushConstantRange.calloc(1, stack)
                                                    .stageFlags(VK_SHADER_STAGE_ALL)
                                                    .size(PUSH_CONSTANT_BYTES)),
                            null,
                            out);
            health.check(result, "vkCreatePipelineLayout", type, name);
            pipelineLayout = out.get(0);
            books.created(NativeKind.PIPELINE_LAYOUT);
        }
    }

    private static int[] counts(BindlessDescription description) {
        int images = description.images();
        int structures = description.accelerationStructures();
        return structures == 0
                ? new int[] {images, images, description.samplers(), 1}
                : new int[] {images, images, description.samplers(), 1, structures};
    }

    private static VkDescriptorSetLayoutCreateInfo layout(MemoryStack stack, int[] counts) {
        VkDescriptorSetLayoutBinding.Buffer bindings =
                VkDescriptorSetLayoutBinding.calloc(counts.length, stack);
        for (int i = 0; i < counts.length; i++) {
            bindings.get(i)
                    .binding(i)
                    .descriptorType(TYPES[i])
                    .descriptorCount(counts[i])
                    .stageFlags(VK_SHADER_STAGE_ALL);
        }
        int partly =
                VK_DESCRIPTOR_BINDING_PARTIALLY_BOUND_BIT
                        | VK_DESCRIPTOR_BINDING_UPDATE_UNUSED_WHILE_PENDING_BIT;
        int always = partly | VK_DESCRIPTOR_BINDING_UPDATE_AFTER_BIND_BIT;
        IntBuffer flags = stack.mallocInt(counts.length);
        for (int i = 0; i < counts.length; i++) {
            // The address buffer is written once, before the set is first bound.
            flags.put(i, i == ADDRESSES ? partly : always);
        }
        return VkDescriptorSetLayoutCreateInfo.calloc(stack)
                .sType$Default()
                .pNext(
                        VkDescriptorSetLayoutBindingFlagsCreateInfo.calloc(stack)
                                .sType$Default()
                                .bindingCount(counts.length)
                                .pBindingFlags(flags))
                .flags(VK_DESCRIPTOR_SET_LAYOUT_CREATE_UPDATE_AFTER_BIND_POOL_BIT)
                .pBindings(bindings);
    }

    private static VkDescriptorPoolCreateInfo pool(MemoryStack stack, int[] counts) {
        VkDescriptorPoolSize.Buffer sizes = VkDescriptorPoolSize.calloc(counts.length, stack);
        for (int i = 0; i < counts.length; i++) {
            sizes.get(i).type(TYPES[i]).descriptorCount(counts[i]);
        }
        return VkDescriptorPoolCreateInfo.calloc(stack)
                .sType$Default()
                .flags(VK_DESCRIPTOR_POOL_CREATE_UPDATE_AFTER_BIND_BIT)
                .maxSets(1)
                .pPoolSizes(sizes);
    }

    private void fill(BindlessDescription description) {
        int images = description.images();
        int samplers = description.samplers();
        int slots = Math.max(images, samplers);
        // One array serves all three: image bindings read view and layout, samplers the sampler.
        long infos = nmemAllocChecked((long) slots * VkDescriptorImageInfo.SIZEOF);
        try (MemoryStack stack = stackPush()) {
            for (int i = 0; i < slots; i++) {
                writeInfo(
                        infos + (long) i * VkDescriptorImageInfo.SIZEOF,
                        description.nullView(),
                        description.nullSampler());
            }
            long buffer = stack.nmalloc(Long.BYTES, VkDescriptorBufferInfo.SIZEOF);
            VkDescriptorBufferInfo.nbuffer(buffer, description.addressBuffer());
            VkDescriptorBufferInfo.noffset(buffer, 0);
            VkDescriptorBufferInfo.nrange(buffer, description.addressBufferSize());

            long writes = stack.ncalloc(Long.BYTES, 4, VkWriteDescriptorSet.SIZEOF);
            writeWrite(write(writes, 0), SAMPLED_IMAGES, 0, images, infos);
            writeWrite(write(writes, 1), STORAGE_IMAGES, 0, images, infos);
            writeWrite(write(writes, 2), SAMPLERS, 0, samplers, infos);
            writeWrite(write(writes, 3), ADDRESSES, 0, 1, 0);
            memPutLong(write(writes, 3) + VkWriteDescriptorSet.PBUFFERINFO, buffer);
            callPPPV(device, 4, writes, 0, 0, vk.vkUpdateDescriptorSets);
        } finally {
            nmemFree(infos);
        }
        for (int slot = 0; slot < description.accelerationStructures(); slot++) {
            writeAccelerationStructure(slot, description.nullAccelerationStructure());
        }
    }

    /// Writes the acceleration structure of a slot.
    void writeAccelerationStructure(int slot, long structure) {
        try (MemoryStack stack = stackPush()) {
            long info =
                    stack.ncalloc(
                            Long.BYTES, 1, VkWriteDescriptorSetAccelerationStructureKHR.SIZEOF);
            VkWriteDescriptorSetAccelerationStructureKHR.nsType(
                    info,
                    KHRAccelerationStructure
                            .VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET_ACCELERATION_STRUCTURE_KHR);
            memPutInt(
                    info + VkWriteDescriptorSetAccelerationStructureKHR.ACCELERATIONSTRUCTURECOUNT,
                    1);
            memPutLong(
                    info + VkWriteDescriptorSetAccelerationStructureKHR.PACCELERATIONSTRUCTURES,
                    memAddress(stack.longs(structure)));
            long write = stack.ncalloc(Long.BYTES, 1, VkWriteDescriptorSet.SIZEOF);
            writeWrite(write, STRUCTURES, slot, 1, 0);
            VkWriteDescriptorSet.npNext(write, info);
            callPPPV(device, 1, write, 0, 0, vk.vkUpdateDescriptorSets);
        }
    }

    /// Writes both image bindings of a slot.
    void writeImages(int slot, long sampled, long storage) {
        try (MemoryStack stack = stackPush()) {
            long infos = stack.nmalloc(Long.BYTES, 2 * VkDescriptorImageInfo.SIZEOF);
            writeInfo(infos, sampled, 0);
            writeInfo(infos + VkDescriptorImageInfo.SIZEOF, storage, 0);
            long writes = stack.ncalloc(Long.BYTES, 2, VkWriteDescriptorSet.SIZEOF);
            writeWrite(write(writes, 0), SAMPLED_IMAGES, slot, 1, infos);
            writeWrite(
                    write(writes, 1),
                    STORAGE_IMAGES,
                    slot,
                    1,
                    infos + VkDescriptorImageInfo.SIZEOF);
            callPPPV(device, 2, writes, 0, 0, vk.vkUpdateDescriptorSets);
        }
    }

    /// Writes the sampler of a slot.
    void writeSampler(int slot, long sampler) {
        try (MemoryStack stack = stackPush()) {
            long info = stack.nmalloc(Long.BYTES, VkDescriptorImageInfo.SIZEOF);
            writeInfo(info, 0, sampler);
            long write = stack.ncalloc(Long.BYTES, 1, VkWriteDescriptorSet.SIZEOF);
            writeWrite(write, SAMPLERS, slot, 1, info);
            callPPPV(device, 1, write, 0, 0, vk.vkUpdateDescriptorSets);
        }
    }

    private static long write(long writes, int index) {
        return writes + (long) index * VkWriteDescriptorSet.SIZEOF;
    }

    private static void writeInfo(long info, long view, long sampler) {
        VkDescriptorImageInfo.nsampler(info, sampler);
        VkDescriptorImageInfo.nimageView(info, view);
        VkDescriptorImageInfo.nimageLayout(info, VK_IMAGE_LAYOUT_GENERAL);
    }

    private void writeWrite(long write, int binding, int slot, int count, long infos) {
        VkWriteDescriptorSet.nsType(write, VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET);
        VkWriteDescriptorSet.ndstSet(write, set);
        VkWriteDescriptorSet.ndstBinding(write, binding);
        VkWriteDescriptorSet.ndstArrayElement(write, slot);
        memPutInt(write + VkWriteDescriptorSet.DESCRIPTORCOUNT, count);
        VkWriteDescriptorSet.ndescriptorType(write, TYPES[binding]);
        memPutLong(write + VkWriteDescriptorSet.PIMAGEINFO, infos);
    }

    /// Destroys what was created.
    void destroy() {
        if (pipelineLayout != 0) {
            vkDestroyPipelineLayout(vkDevice, pipelineLayout, null);
            books.destroyed(NativeKind.PIPELINE_LAYOUT);
        }
        if (pool != 0) {
            vkDestroyDescriptorPool(vkDevice, pool, null);
            books.destroyed(NativeKind.DESCRIPTOR_POOL);
        }
        if (setLayout != 0) {
            vkDestroyDescriptorSetLayout(vkDevice, setLayout, null);
            books.destroyed(NativeKind.DESCRIPTOR_SET_LAYOUT);
        }
    }
}
