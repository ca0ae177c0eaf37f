package daxa.core.resource;

import daxa.core.concurrent.Immutable;

import java.util.Objects;

/// What shaders see in each component of a sampled view. Source: `VkComponentMapping`.
///
/// @param red what stands in red
/// @param green what stands in green
/// @param blue what stands in blue
/// @param alpha what stands in alpha
@Immutable
public record Swizzle(Component red, Component green, Component blue, Component alpha) {
    /// Every component where it is.
    public static final Swizzle IDENTITY =
            new Swizzle(Component.RED, Component.GREEN, Component.BLUE, Component.ALPHA);

    /// Checks the values.
    public Swizzle {
        Objects.requireNonNull(red, "red");
        Objects.requireNonNull(green, "green");
        Objects.requireNonNull(blue, "blue");
        Objects.requireNonNull(alpha, "alpha");
    }

    /// One component of a texel, or a constant. Source: `VkComponentSwizzle`.
    public enum Component {
        /// 0
        ZERO(1),
        /// 1
        ONE(2),
        /// The texel's red.
        RED(3),
        /// The texel's green.
        GREEN(4),
        /// The texel's blue.
        BLUE(5),
        /// The texel's alpha.
        ALPHA(6);

        private final int value;

        Component(int value) {
            this.value = value;
        }
    }

    /// One component in all places.
    ///
    /// @param component the component
    /// @return the swizzle
    public static Swizzle all(Component component) {
        Objects.requireNonNull(component, "component");
        return new Swizzle(component, component, component, component);
    }

    /// The swizzle as drivers take it.
    ///
    /// @return `VkComponentSwizzle` of each, one byte each, red lowest; 0 for [#IDENTITY]
    int packed() {
        return equals(IDENTITY)
                ? 0
                : red.value | (green.value << 8) | (blue.value << 16) | (alpha.value << 24);
    }
}
