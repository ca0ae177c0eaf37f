package daxa.core.driver.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.error.VulkanResult;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The failures of the simulated driver's calls are those of the Vulkan commands behind them, as
/// the registry lists them (`errorcodes.txt`).
class ReturnCodesTest {
    private static final Path DRIVER = Path.of("src/main/java/daxa/core/driver/vulkan");
    private static final Pattern COMMAND = Pattern.compile("\\bn?(vk[A-Z][A-Za-z0-9]*)\\b");

    /// Methods and parameters of the driver that are named like commands.
    private static final Set<String> NO_COMMANDS = Set.of("vkDevice", "vkInstance");

    /// What only extensions return that the framework does not use, or that has to be asked for.
    private static final Set<String> NEVER =
            Set.of(
                    "INVALID_OPAQUE_CAPTURE_ADDRESS",
                    "INVALID_OPAQUE_CAPTURE_ADDRESS_KHR",
                    "INVALID_EXTERNAL_HANDLE",
                    "COMPRESSION_EXHAUSTED_EXT",
                    "FULL_SCREEN_EXCLUSIVE_MODE_LOST_EXT",
                    "PRESENT_TIMING_QUEUE_FULL_EXT",
                    "INVALID_VIDEO_STD_PARAMETERS_KHR",
                    "VALIDATION_FAILED");

    private static final String MAP = "vkMapMemory";
    private static final String FORMAT = "vkGetPhysicalDeviceImageFormatProperties";

    /// The other commands that a call stands for.
    private static final Map<DriverCall, List<String>> MORE =
            Map.ofEntries(
                    Map.entry(
                            DriverCall.CREATE_INSTANCE,
                            List.of(
                                    "vkEnumerateInstanceExtensionProperties",
                                    "vkEnumerateInstanceLayerProperties",
                                    "vkCreateDebugUtilsMessengerEXT")),
                    Map.entry(DriverCall.ADAPTERS, List.of("vkEnumerateDeviceExtensionProperties")),
                    Map.entry(DriverCall.CREATE_DEVICE, List.of("vkCreateSemaphore")),
                    Map.entry(
                            DriverCall.CREATE_BUFFER,
                            List.of("vkAllocateMemory", "vkBindBufferMemory", MAP)),
                    Map.entry(DriverCall.ALLOCATE_MEMORY, List.of(MAP)),
                    Map.entry(DriverCall.PLACE_BUFFER, List.of("vkBindBufferMemory")),
                    Map.entry(
                            DriverCall.CREATE_IMAGE,
                            List.of(FORMAT, "vkAllocateMemory", "vkBindImageMemory")),
                    Map.entry(DriverCall.PLACE_IMAGE, List.of(FORMAT, "vkBindImageMemory")),
                    Map.entry(
                            DriverCall.IMAGE_REQUIREMENTS,
                            List.of("vkGetDeviceImageMemoryRequirements")),
                    Map.entry(
                            DriverCall.CREATE_BINDLESS_SET,
                            List.of(
                                    "vkCreateDescriptorPool",
                                    "vkAllocateDescriptorSets",
                                    "vkCreatePipelineLayout")),
                    Map.entry(DriverCall.CREATE_COMPUTE_PIPELINE, List.of("vkCreateShaderModule")),
                    Map.entry(DriverCall.CREATE_RASTER_PIPELINE, List.of("vkCreateShaderModule")),
                    Map.entry(DriverCall.CREATE_COMMANDS, List.of("vkAllocateCommandBuffers")),
                    Map.entry(DriverCall.CALIBRATED_TIME, List.of("vkGetCalibratedTimestampsEXT")),
                    Map.entry(
                            DriverCall.SURFACE_INFO,
                            List.of(
                                    "vkGetPhysicalDeviceSurfaceFormatsKHR",
                                    "vkGetPhysicalDeviceSurfacePresentModesKHR")));

    /// What a call cannot return although a command of it can.
    private static final Map<DriverCall, Set<VulkanResult>> NOT_HERE =
            Map.of(
                    // No layer is named.
                    DriverCall.ADAPTERS,
                    Set.of(VulkanResult.LAYER_NOT_PRESENT),
                    // It is an answer: there are none.
                    DriverCall.SAMPLE_COUNTS,
                    Set.of(VulkanResult.FORMAT_NOT_SUPPORTED));

    /// Commands whose failure means that something is not there, or is not told: names of objects,
    /// tools, clocks, faults of a lost device.
    private static final Set<String> NO_FAILURES =
            Set.of(
                    "vkSetDebugUtilsObjectNameEXT",
                    "vkGetPhysicalDeviceToolProperties",
                    "vkGetDeviceFaultInfoEXT",
                    "vkGetPhysicalDeviceCalibrateableTimeDomainsKHR",
                    "vkGetPhysicalDeviceCalibrateableTimeDomainsEXT");

    private static final Map<String, Set<VulkanResult>> TABLE = new HashMap<>();

    @BeforeAll
    static void readTable() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        ReturnCodesTest.class.getResourceAsStream("errorcodes.txt"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            text.lines().filter(line -> !line.startsWith("#")).forEach(ReturnCodesTest::readLine);
        }
    }

    private static void readLine(String line) {
        List<String> words = Arrays.asList(line.split(" ", -1));
        Set<VulkanResult> results = new HashSet<>();
        for (String code : words.subList(1, words.size())) {
            if (!NEVER.contains(code)) {
                results.add(result(code));
            }
        }
        TABLE.put(words.getFirst(), results);
    }

    private static VulkanResult result(String code) {
        // The registry has the name that it had as an extension.
        String name = code.equals("FRAGMENTATION_EXT") ? "FRAGMENTATION" : code;
        return Stream.of(VulkanResult.values())
                .filter(result -> result.vulkanName().equals("VK_ERROR_" + name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("VulkanResult lacks " + code));
    }

    private static List<String> commands(DriverCall call) {
        List<String> commands = new ArrayList<>(MORE.getOrDefault(call, List.of()));
        if (!call.vulkanName().isEmpty()) {
            commands.add(call.vulkanName());
        }
        return commands;
    }

    @ParameterizedTest
    @EnumSource
    void aCallFailsAsItsCommandsDo(DriverCall call) {
        Set<VulkanResult> expected = new HashSet<>();
        for (String command : commands(call)) {
            if (!returnsNothing(command)) {
                assertThat(TABLE).containsKey(command);
                expected.addAll(TABLE.getOrDefault(command, Set.of()));
            }
        }
        expected.removeAll(NOT_HERE.getOrDefault(call, Set.of()));
        assertThat(call.allowedFailures()).isEqualTo(expected);
    }

    /// So that a new command cannot be forgotten.
    @Test
    void everyCommandThatCanFailBelongsToACall() throws IOException {
        Set<String> known = new HashSet<>(NO_FAILURES);
        for (DriverCall call : DriverCall.values()) {
            known.addAll(commands(call));
        }
        Set<String> unknown = new TreeSet<>();
        try (Stream<Path> files = Files.list(DRIVER)) {
            for (Path file : files.toList()) {
                Matcher command = COMMAND.matcher(Files.readString(file));
                while (command.find()) {
                    String name = Objects.requireNonNull(command.group(1));
                    if (!NO_COMMANDS.contains(name) && !isAccountedFor(name, known)) {
                        unknown.add(name);
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    private static boolean returnsNothing(String command) {
        return command.startsWith("vkCmd") || command.startsWith("vkDestroy");
    }

    private static boolean isAccountedFor(String command, Set<String> known) {
        if (returnsNothing(command)) {
            return true;
        }
        Set<VulkanResult> results = TABLE.get(command);
        return results != null && (results.isEmpty() || known.contains(command));
    }
}
