package daxa.core;

import daxa.core.concurrent.Immutable;
import daxa.core.driver.AdapterInfo;
import daxa.core.error.NoDeviceException;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The devices of a machine, judged: each with its score, or with every reason why it cannot be
/// used.
///
/// @param candidates usable ones first, by falling score
@Immutable
public record DeviceSelection(List<Candidate> candidates) {

    /// Copies the list.
    public DeviceSelection {
        Objects.requireNonNull(candidates, "candidates");
        candidates = List.copyOf(candidates);
    }

    /// One device.
    ///
    /// @param adapter the device
    /// @param score the higher the better
    /// @param rejections why it cannot be used; empty if it can
    @Immutable
    public record Candidate(AdapterInfo adapter, int score, List<String> rejections) {

        /// Copies the list.
        public Candidate {
            Objects.requireNonNull(adapter, "adapter");
            Objects.requireNonNull(rejections, "rejections");
            rejections = List.copyOf(rejections);
        }

        /// Whether it can be used.
        ///
        /// @return true if nothing speaks against it
        public boolean usable() {
            return rejections.isEmpty();
        }

        /// The candidate for people.
        @Override
        public String toString() {
            return adapter.name()
                    + " ("
                    + adapter.type()
                    + ", Vulkan "
                    + adapter.apiVersionText()
                    + ", "
                    + adapter.driver()
                    + "): "
                    + (usable() ? "score " + score : String.join("; ", rejections));
        }
    }

    /// The best usable device.
    ///
    /// @return the device
    /// @throws NoDeviceException if there is none; the message lists each reason
    public AdapterInfo best() {
        if (candidates.isEmpty()) {
            throw new NoDeviceException(
                    "no Vulkan device was found; install the driver of your graphics card, or a"
                        + " software driver (Debian, Ubuntu: apt-get install mesa-vulkan-drivers)",
                    List.of());
        }
        Candidate first = candidates.getFirst();
        if (!first.usable()) {
            List<String> reasons = new ArrayList<>();
            for (Candidate candidate : candidates) {
                reasons.add(candidate.toString());
            }
            throw new NoDeviceException(
                    "no device of this machine can be used; update its driver, or ask for less:",
                    reasons);
        }
        return first.adapter();
    }

    /// One line a device.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Candidate candidate : candidates) {
            text.append(text.isEmpty() ? "" : "\n").append(candidate);
        }
        return text.toString();
    }
}
