package daxa.test.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lwjgl.vulkan.VkPhysicalDeviceLimits;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The tables of features and of limits name tests that exist.
class FeaturesTest {
    private static final Path PAGE = Path.of("../docs/features.md");
    private static final Path LIMITS = Path.of("../docs/limits.md");
    private static final List<Path> SOURCES =
            List.of(
                    Path.of("src/test/java"),
                    Path.of("../daxa-core/src/test/java"),
                    Path.of("../daxa-taskgraph/src/test/java"));
    private static final Pattern LIMIT = Pattern.compile("`([a-z]\\w+)`");
    private static final Set<String> NO_LIMITS = Set.of("SIZEOF", "ALIGNOF");
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|Contract))\\.(\\w+)`");

    @Test
    void everyNamedTestExists() throws IOException {
        List<String> missing = new ArrayList<>();
        Matcher named = NAMED.matcher(Files.readString(PAGE) + Files.readString(LIMITS));
        int count = 0;
        while (named.find()) {
            count++;
            if (!exists(Objects.requireNonNull(named.group(1)), named.group(2))) {
                missing.add(named.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(count).isGreaterThan(50);
    }

    @Test
    void everyFeatureThatIsThereNamesATest() throws IOException {
        assertThat(Files.readAllLines(PAGE))
                .filteredOn(line -> line.startsWith("| ") && line.endsWith(" | yes | |"))
                .isEmpty();
    }

    /// Source of the names: `VkPhysicalDeviceLimits` as the binding has it.
    @Test
    void everyLimitOfVulkanIsInTheTable() throws IllegalAccessException, IOException {
        Set<String> told = new HashSet<>();
        Matcher limit = LIMIT.matcher(Files.readString(LIMITS));
        while (limit.find()) {
            told.add(limit.group(1).toUpperCase(Locale.ROOT));
        }
        List<String> missing = new ArrayList<>();
        for (Field field : VkPhysicalDeviceLimits.class.getFields()) {
            if (field.getType() == int.class
                    && !NO_LIMITS.contains(field.getName())
                    && !field.getName().contains("_")
                    && !told.contains(field.getName())) {
                missing.add(field.getName());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(told.size()).isGreaterThan(100);
    }

    // Of two classes of one name, either may have the test.
    private static boolean exists(String type, String method) throws IOException {
        for (Path root : SOURCES) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(f -> f.endsWith(type + ".java")).toList()) {
                    if (Files.readString(file).contains("void " + method + "(")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
