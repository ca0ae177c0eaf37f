package daxa.taskgraph;

import daxa.core.Device;
import daxa.core.driver.MemoryRequirements;
import daxa.core.resource.AccelerationStructureInfo;
import daxa.core.resource.BufferInfo;
import daxa.core.resource.FormatCapabilities;
import daxa.core.resource.ImageInfo;
import daxa.core.resource.ImageUsage;
import daxa.core.resource.MemoryBlock;
import daxa.core.resource.MemoryOption;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/// From what the resources of a graph are made on a device.
final class ResourceInfos {
    final GraphDescription graph;
    final DerivedUsage uses;
    private final Device device;

    /// @param poison whether transient images are filled before their first use
    ResourceInfos(Device device, GraphDescription graph, boolean poison) {
        this.device = device;
        this.graph = graph;
        uses = DerivedUsage.of(graph);
        for (ResourceEntry entry : graph.resources) {
            if (poison
                    && entry.kind() == ResourceKind.IMAGE
                    && entry.lifetime() == ResourceLifetime.TRANSIENT) {
                uses.wanted(entry.index()).add(ImageUsage.TRANSFER_DST);
            }
        }
    }

    private String name(ResourceEntry entry) {
        return graph.name + "." + entry.name();
    }

    private BufferInfo buffer(ResourceEntry entry) {
        return BufferInfo.of(name(entry), entry.width());
    }

    private AccelerationStructureInfo structure(ResourceEntry entry) {
        return AccelerationStructureInfo.of(name(entry), entry.width());
    }

    private ImageInfo image(ResourceEntry entry) {
        return uses.info(entry.index(), possible(entry));
    }

    /// What images of a format can be used for.
    private Set<ImageUsage> possible(ResourceEntry entry) {
        FormatCapabilities can =
                device.capabilities(Objects.requireNonNull(entry.image()).format());
        Set<ImageUsage> possible = EnumSet.allOf(ImageUsage.class);
        possible.removeIf(usage -> !can.supports(usage));
        return possible;
    }

    /// What memory a resource needs where it shares bytes with others.
    MemoryRequirements requirements(ResourceEntry entry) {
        return switch (entry.kind()) {
            case BUFFER -> device.memoryRequirements(buffer(entry).with(MemoryOption.ALIASED));
            case IMAGE -> device.memoryRequirements(image(entry).with(MemoryOption.ALIASED));
            case TLAS, BLAS ->
                    device.memoryRequirements(structure(entry).with(MemoryOption.ALIASED));
        };
    }

    /// Makes a resource.
    ///
    /// @param block where it lies, with others; null for memory of its own
    /// @param offset where in the block
    BoundResource create(ResourceEntry entry, @Nullable MemoryBlock block, long offset) {
        if (block == null) {
            return create(entry);
        }
        return switch (entry.kind()) {
            case BUFFER ->
                    new BoundBuffer(
                            block.createBuffer(buffer(entry).with(MemoryOption.ALIASED), offset),
                            true);
            case IMAGE ->
                    new BoundImage(
                            device,
                            block.createImage(image(entry).with(MemoryOption.ALIASED), offset),
                            true);
            case TLAS ->
                    new BoundStructure(
                            block.createTlas(structure(entry).with(MemoryOption.ALIASED), offset),
                            true);
            case BLAS ->
                    new BoundStructure(
                            block.createBlas(structure(entry).with(MemoryOption.ALIASED), offset),
                            true);
        };
    }

    /// Makes a resource with memory of its own.
    BoundResource create(ResourceEntry entry) {
        return switch (entry.kind()) {
            case BUFFER -> new BoundBuffer(device.createBuffer(buffer(entry)), true);
            case IMAGE -> new BoundImage(device, device.createImage(image(entry)), true);
            case TLAS -> new BoundStructure(device.createTlas(structure(entry)), true);
            case BLAS -> new BoundStructure(device.createBlas(structure(entry)), true);
        };
    }
}
