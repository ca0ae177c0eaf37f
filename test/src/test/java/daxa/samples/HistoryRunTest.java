package daxa.samples;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.test.Child;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Ten thousand frames, each of which needs the one before, while the size changes every 50 and the
/// graph every 100.
class HistoryRunTest {
    private static final Pattern ROUNDS = Pattern.compile("rounds=200 last with heap=(\\d+)");

    @Test
    void tenThousandFramesLeaveNothingBehind() {
        List<String> lines =
                Child.run(HistoryLoop.class, "-Ddaxa.test.validation=true").lines().toList();
        assertThat(lines).contains("messages=0", "alive=0");
        assertThat(lines.stream().filter(line -> line.startsWith("memory=")).distinct())
                .as("memory every 1,000 frames")
                .hasSize(1);
    }

    /// Once the compiler has seen through the calls of the driver. The layers tell what could be
    /// faster with each frame, which takes heap; so they are off.
    @Test
    void steadyFramesTakeNoHeap() {
        // The same code is compiled at the same time in each run, and soon.
        assertThat(
                        lastRoundWithHeap(
                                "-Xbatch", "-XX:-TieredCompilation", "-XX:CompileThreshold=500"))
                .isLessThan(100);
    }

    /// Over a driver that does nothing, and without the compiler that removes objects.
    @Test
    void theFrameworkCreatesNoObjectsInSteadyFrames() {
        assertThat(lastRoundWithHeap("-XX:TieredStopAtLevel=1", "-Ddaxa.test.silent=true"))
                .isZero();
    }

    private static int lastRoundWithHeap(String... options) {
        String output = Child.run(HistoryLoop.class, options);
        Matcher rounds = ROUNDS.matcher(output);
        assertThat(rounds.find()).as(output).isTrue();
        return Integer.parseInt(rounds.group(1));
    }
}
