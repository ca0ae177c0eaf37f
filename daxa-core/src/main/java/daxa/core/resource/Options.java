package daxa.core.resource;

import daxa.core.error.UsageException;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// What the inputs of all acceleration structures have to say about their options.
final class Options {
    static final BuildOption[] ALL = BuildOption.values();

    private Options() {}

    static void check(String type, Set<BuildOption> options) {
        if (options.contains(BuildOption.PREFER_FAST_TRACE)
                && options.contains(BuildOption.PREFER_FAST_BUILD)) {
            throw new UsageException(
                    type
                            + ": options has PREFER_FAST_TRACE and PREFER_FAST_BUILD (expected one"
                            + " of them at most)");
        }
    }

    static @Nullable String difference(Set<BuildOption> options, Set<BuildOption> built) {
        return options.equals(built) ? null : "options=" + options + " (built with " + built + ")";
    }
}
