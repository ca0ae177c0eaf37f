package daxa.core.driver.vulkan;

import static org.lwjgl.system.MemoryUtil.memPutInt;
import static org.lwjgl.system.MemoryUtil.memPutLong;
import static org.lwjgl.system.MemoryUtil.nmemCallocChecked;
import static org.lwjgl.system.MemoryUtil.nmemFree;
import static org.lwjgl.vulkan.VK13.*;

import daxa.core.driver.SubmitBatch;

import org.lwjgl.vulkan.VkCommandBufferSubmitInfo;
import org.lwjgl.vulkan.VkSemaphoreSubmitInfo;
import org.lwjgl.vulkan.VkSubmitInfo2;

import java.util.List;

/// The native structs of a queue's submissions: they grow with the largest batch, and what never
/// changes is written once. Callers hold the queue.
final class SubmitStructs {
    private static final int FIRST_CAPACITY = 16;

    private final long timeline;
    private final Array submits =
            new Array(VkSubmitInfo2.SIZEOF, VkSubmitInfo2.STYPE, VK_STRUCTURE_TYPE_SUBMIT_INFO_2);
    private final Array commands =
            new Array(
                    VkCommandBufferSubmitInfo.SIZEOF,
                    VkCommandBufferSubmitInfo.STYPE,
                    VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO);
    private final Array waits = semaphores();
    private final Array signals = semaphores();

    /// Creates the structs of a queue.
    ///
    /// @param timeline signalled by the last part of each batch
    SubmitStructs(long timeline) {
        this.timeline = timeline;
    }

    private static Array semaphores() {
        return new Array(
                VkSemaphoreSubmitInfo.SIZEOF,
                VkSemaphoreSubmitInfo.STYPE,
                VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO);
    }

    /// A growing native array of one type of struct.
    private static final class Array {
        private final int size;
        private final int typeOffset;
        private final int type;
        private int capacity;
        private long address;

        Array(int size, int typeOffset, int type) {
            this.size = size;
            this.typeOffset = typeOffset;
            this.type = type;
        }

        void ensure(int count) {
            if (count > capacity) {
                int larger = Math.max(count, Math.max(FIRST_CAPACITY, capacity * 2));
                long grown = nmemCallocChecked(larger, size);
                nmemFree(address);
                address = grown;
                capacity = larger;
                for (int i = 0; i < larger; i++) {
                    memPutInt(at(i) + typeOffset, type);
                }
            }
        }

        long at(int index) {
            return address + (long) index * size;
        }
    }

    /// Writes a batch.
    ///
    /// @param queues all queues of the device, for waits
    /// @return the address of the first of as many `VkSubmitInfo2` as the batch has parts
    long write(SubmitBatch batch, List<VulkanQueue> queues) {
        int parts = batch.partCount();
        submits.ensure(parts);
        commands.ensure(batch.commandCount());
        waits.ensure(batch.waitCount());
        signals.ensure(batch.signalCount() + 1);
        for (int i = 0; i < batch.commandCount(); i++) {
            memPutLong(
                    commands.at(i) + VkCommandBufferSubmitInfo.COMMANDBUFFER,
                    ((VulkanCommands) batch.command(i)).nativeHandle());
        }
        for (int i = 0; i < batch.waitCount(); i++) {
            int queue = batch.waitQueue(i);
            writeSemaphore(
                    waits.at(i),
                    queue < 0 ? batch.waitSemaphore(i) : queues.get(queue).timeline(),
                    batch.waitValue(i));
        }
        for (int i = 0; i < batch.signalCount(); i++) {
            writeSemaphore(signals.at(i), batch.signalSemaphore(i), batch.signalValue(i));
        }
        writeSemaphore(signals.at(batch.signalCount()), timeline, batch.signalValue);
        for (int part = 0; part < parts; part++) {
            writePart(batch, part, part == parts - 1 ? 1 : 0);
        }
        return submits.at(0);
    }

    private static void writeSemaphore(long struct, long semaphore, long value) {
        VkSemaphoreSubmitInfo.nsemaphore(struct, semaphore);
        VkSemaphoreSubmitInfo.nvalue(struct, value);
        VkSemaphoreSubmitInfo.nstageMask(struct, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT);
    }

    private void writePart(SubmitBatch batch, int part, int ownSignals) {
        long submit = submits.at(part);
        int firstCommand = batch.commandStart(part);
        int firstWait = batch.waitStart(part);
        int firstSignal = batch.signalStart(part);
        memPutInt(
                submit + VkSubmitInfo2.COMMANDBUFFERINFOCOUNT,
                batch.commandStart(part + 1) - firstCommand);
        memPutLong(submit + VkSubmitInfo2.PCOMMANDBUFFERINFOS, commands.at(firstCommand));
        memPutInt(
                submit + VkSubmitInfo2.WAITSEMAPHOREINFOCOUNT,
                batch.waitStart(part + 1) - firstWait);
        memPutLong(submit + VkSubmitInfo2.PWAITSEMAPHOREINFOS, waits.at(firstWait));
        memPutInt(
                submit + VkSubmitInfo2.SIGNALSEMAPHOREINFOCOUNT,
                batch.signalStart(part + 1) - firstSignal + ownSignals);
        memPutLong(submit + VkSubmitInfo2.PSIGNALSEMAPHOREINFOS, signals.at(firstSignal));
    }

    /// Frees the structs.
    void free() {
        nmemFree(submits.address);
        nmemFree(commands.address);
        nmemFree(waits.address);
        nmemFree(signals.address);
    }
}
