package daxa.core.resource;

import daxa.core.concurrent.ThreadSafe;
import daxa.core.driver.DeviceContext;
import daxa.core.driver.DeviceLimits;
import daxa.core.driver.Feature;
import daxa.core.driver.SamplerDescription;
import daxa.core.error.UsageException;
import daxa.core.lifetime.Counted;
import daxa.core.lifetime.Lifetimes;

/// The counted object behind [Sampler] references.
@ThreadSafe
final class SamplerObject extends Counted {
    private final BindlessTable table;
    final SamplerInfo info;
    final long sampler;
    final long id;

    SamplerObject(BindlessTable table, SamplerInfo info) {
        super(
                table.context().lifetimes(),
                info.name(),
                Lifetimes.ALL_QUEUES,
                table.context().deviceAsParent());
        this.table = table;
        this.info = info;
        long slot = 0;
        try {
            check(table.context(), info);
            slot = table.allocateSampler(this);
            sampler = table.context().driver().createSampler(describe(info));
        } catch (RuntimeException e) {
            if (slot != 0) {
                table.forgetSampler(slot);
            }
            abandon();
            throw e;
        }
        id = slot;
        table.setSampler(slot, sampler);
    }

    private static void check(DeviceContext context, SamplerInfo info) {
        DeviceLimits limits = context.limits();
        float maxAnisotropy =
                context.has(Feature.SAMPLER_ANISOTROPY) ? limits.maxSamplerAnisotropy() : 0;
        atMost(info, "maxAnisotropy", info.maxAnisotropy(), info.maxAnisotropy(), maxAnisotropy);
        atMost(
                info,
                "lodBias",
                info.lodBias(),
                Math.abs(info.lodBias()),
                limits.maxSamplerLodBias());
        if (info.reduction() != ReductionMode.WEIGHTED_AVERAGE) {
            require(context, info, "reduction=" + info.reduction(), Feature.SAMPLER_FILTER_MINMAX);
        }
        AddressMode once = AddressMode.MIRROR_CLAMP_TO_EDGE;
        if (info.addressU() == once || info.addressV() == once || info.addressW() == once) {
            require(context, info, "address mode " + once, Feature.SAMPLER_MIRROR_CLAMP_TO_EDGE);
        }
    }

    private static void atMost(SamplerInfo info, String what, float value, float size, float most) {
        if (size > most) {
            throw new UsageException(
                    "Sampler '"
                            + info.name()
                            + "': "
                            + what
                            + "="
                            + value
                            + " (expected up to "
                            + most
                            + " on this device)");
        }
    }

    private static void require(
            DeviceContext context, SamplerInfo info, String what, Feature feature) {
        if (!context.has(feature)) {
            throw new UsageException(
                    "Sampler '"
                            + info.name()
                            + "': "
                            + what
                            + " needs the feature "
                            + feature
                            + " ("
                            + feature.vulkanName()
                            + "), which device '"
                            + context.name()
                            + "' lacks");
        }
    }

    static SamplerDescription describe(SamplerInfo info) {
        CompareOp compare = info.compare();
        return new SamplerDescription(
                info.name(),
                info.magnification().vulkanValue(),
                info.minification().vulkanValue(),
                info.mip().vulkanValue(),
                info.addressU().vulkanValue(),
                info.addressV().vulkanValue(),
                info.addressW().vulkanValue(),
                info.lodBias(),
                info.maxAnisotropy(),
                compare == null ? -1 : compare.vulkanValue(),
                info.minLod(),
                info.maxLod(),
                info.borderColor().vulkanValue(),
                info.unnormalized(),
                info.reduction().vulkanValue());
    }

    @Override
    protected boolean destroy() {
        table.releaseSampler(id);
        table.context().driver().destroySampler(sampler);
        return true;
    }

    @Override
    protected boolean isTabled() {
        return true;
    }

    @Override
    public String typeName() {
        return "Sampler";
    }
}
