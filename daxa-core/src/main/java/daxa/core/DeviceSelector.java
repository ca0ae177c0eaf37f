package daxa.core;

import daxa.core.driver.AdapterInfo;
import daxa.core.driver.Feature;
import daxa.core.driver.Limit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Judges devices: what speaks against each, and which is best.
final class DeviceSelector {
    private static final int MAX_MEMORY_SCORE = 64;

    private DeviceSelector() {}

    static DeviceSelection select(List<AdapterInfo> adapters, DeviceInfo info) {
        List<DeviceSelection.Candidate> candidates = new ArrayList<>();
        for (AdapterInfo adapter : adapters) {
            candidates.add(
                    new DeviceSelection.Candidate(
                            adapter, score(adapter), rejections(adapter, info)));
        }
        candidates.sort(
                Comparator.comparingInt((DeviceSelection.Candidate c) -> c.usable() ? 0 : 1)
                        .thenComparingInt(c -> -c.score())
                        .thenComparingInt(c -> c.adapter().index()));
        return new DeviceSelection(candidates);
    }

    // The kind of processor decides; among equals, the one with more memory.
    private static int score(AdapterInfo adapter) {
        int type =
                switch (adapter.type()) {
                    case DISCRETE -> 1000;
                    case INTEGRATED -> 500;
                    case VIRTUAL -> 300;
                    case CPU -> 100;
                    case OTHER -> 50;
                };
        return type + (int) Math.min(MAX_MEMORY_SCORE, adapter.deviceMemory() >> 30);
    }

    private static List<String> rejections(AdapterInfo adapter, DeviceInfo info) {
        List<String> rejections = new ArrayList<>();
        String wanted = info.adapter().toLowerCase(Locale.ROOT);
        if (!adapter.name().toLowerCase(Locale.ROOT).contains(wanted)) {
            rejections.add("its name does not contain '" + info.adapter() + "'");
        }
        for (Feature feature : Feature.values()) {
            if ((feature.required() || info.required().contains(feature))
                    && !adapter.features().contains(feature)) {
                rejections.add("lacks " + feature.vulkanName());
            }
        }
        for (Limit limit : Limit.values()) {
            long wantedLimit = info.requiredLimits().getOrDefault(limit, 0L);
            long offered = limit.of(adapter.limits());
            if (offered < wantedLimit) {
                rejections.add(
                        "has "
                                + limit.limitName()
                                + "="
                                + offered
                                + " "
                                + limit.unit()
                                + " (wanted "
                                + wantedLimit
                                + ")");
            }
        }
        return rejections;
    }
}
