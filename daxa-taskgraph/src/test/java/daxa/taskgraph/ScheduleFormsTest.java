package daxa.taskgraph;

import static org.assertj.core.api.Assertions.assertThat;

import daxa.core.resource.Format;
import daxa.core.resource.ImageUsage;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import javax.xml.parsers.DocumentBuilderFactory;

/// The forms in which schedules are written.
class ScheduleFormsTest {
    private static final Path FILES =
            Path.of("src", "test", "resources", "daxa", "taskgraph", "schedules");

    private static Map<String, Schedule> schedules() {
        Map<String, Schedule> schedules = new HashMap<>();
        ReferenceGraphs.all()
                .forEach((name, graph) -> schedules.put(name, Schedule.of(graph.get())));
        return schedules;
    }

    /// Each form of the graphs is kept as a file. Where a change is meant, run this test with
    /// `-Ddaxa.updateSchedules=true` and look at the difference.
    @Test
    void referenceGraphsBecomeWhatTheirFilesSay() throws IOException {
        Map<Path, String> all = new HashMap<>();
        for (Map.Entry<String, Schedule> each : schedules().entrySet()) {
            Schedule schedule = each.getValue();
            all.put(FILES.resolve(each.getKey() + ".txt"), schedule.explain() + "\n");
            all.put(FILES.resolve(each.getKey() + ".json"), schedule.toJson());
            all.put(FILES.resolve(each.getKey() + ".dot"), schedule.toDot());
        }
        if (Boolean.getBoolean("daxa.updateSchedules")) {
            Files.createDirectories(FILES);
            all.forEach(ScheduleFormsTest::write);
        }
        for (Map.Entry<Path, String> each : all.entrySet()) {
            assertThat(Files.readString(each.getKey()))
                    .as("%s", each.getKey())
                    .isEqualTo(each.getValue());
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void jsonAndDotAndHtmlAreAscii() {
        for (Schedule schedule : schedules().values()) {
            String all = schedule.toJson() + schedule.toDot() + schedule.toHtml();
            assertThat(all.chars().allMatch(c -> c == '\n' || (c >= ' ' && c <= '~'))).isTrue();
        }
    }

    @Test
    void equalDescriptionsHaveEqualSchedules() {
        Map<String, Schedule> one = schedules();
        Map<String, Schedule> other = schedules();
        assertThat(new HashSet<>(one.values())).hasSize(one.size());
        one.forEach(
                (name, schedule) -> {
                    assertThat(other.get(name)).isEqualTo(schedule).hasSameHashCodeAs(schedule);
                    assertThat(other.get(name).toJson()).isEqualTo(schedule.toJson());
                    assertThat(other.get(name).toHtml()).isEqualTo(schedule.toHtml());
                    assertThat(schedule.diff(other.get(name))).isEmpty();
                });
    }

    @Test
    void jsonSaysWhatTheScheduleSays() {
        for (Schedule schedule : schedules().values()) {
            GraphDescription graph = schedule.description();
            Map<?, ?> all = (Map<?, ?>) JsonReader.read(schedule.toJson());
            assertThat(all.get("graph")).isEqualTo(graph.name);
            assertThat((List<?>) all.get("tasks"))
                    .extracting(task -> (Object) ((Map<?, ?>) task).get("name"))
                    .isEqualTo(List.of(graph.taskNames).subList(0, graph.taskCount));
            List<?> submissions = (List<?>) all.get("submissions");
            assertThat(submissions).hasSameSizeAs(schedule.submissions());
            for (int i = 0; i < submissions.size(); i++) {
                Schedule.Submission expected = schedule.submissions().get(i);
                Map<?, ?> submission = (Map<?, ?>) submissions.get(i);
                assertThat(submission.get("queue")).isEqualTo(expected.queue().toString());
                assertThat((List<?>) submission.get("waits"))
                        .extracting(wait -> (Object) ((Map<?, ?>) wait).get("submission"))
                        .isEqualTo(expected.waits().stream().map(Integer::longValue).toList());
                List<?> batches = (List<?>) submission.get("batches");
                assertThat(batches)
                        .extracting(batch -> (Object) ((Map<?, ?>) batch).get("tasks"))
                        .isEqualTo(
                                expected.batches().stream()
                                        .map(each -> longs(each.tasks()))
                                        .toList());
            }
        }
    }

    private static List<Long> longs(List<Integer> all) {
        return all.stream().map(Integer::longValue).toList();
    }

    /// So files can be compared in place of schedules. What two graphs differ in is found in one
    /// line each.
    @Test
    void schedulesAreEqualWhereTheirJsonIs() {
        List<Schedule> all = new ArrayList<>(schedules().values());
        for (int seed = 0; seed < 60; seed++) {
            all.add(Schedule.of(new RandomGraphs(seed / 2, 2, true).next(8)));
        }
        for (UnaryOperator<TaskImageInfo> change : changes()) {
            all.add(schedule(change, "view", 1, false));
        }
        all.add(schedule(UnaryOperator.identity(), "another", 1, false));
        all.add(schedule(UnaryOperator.identity(), "view", 2, false));
        all.add(schedule(UnaryOperator.identity(), "view", 1, true));
        List<String> json = all.stream().map(Schedule::toJson).toList();
        for (int one = 0; one < all.size(); one++) {
            for (int other = 0; other < one; other++) {
                assertThat(json.get(one).equals(json.get(other)))
                        .as("%s%s", json.get(one), json.get(other))
                        .isEqualTo(all.get(one).equals(all.get(other)));
            }
        }
    }

    private static List<UnaryOperator<TaskImageInfo>> changes() {
        return List.of(
                UnaryOperator.identity(),
                info -> info.withMips(2),
                info -> info.withLayers(2),
                info -> info.withUsage(ImageUsage.STORAGE),
                info -> TaskImageInfo.of2D(info.format(), 32, 64),
                info -> TaskImageInfo.of2D(Format.R8_UNORM, 64, 64),
                info -> TaskImageInfo.of3D(info.format(), 64, 64, 1));
    }

    private static Schedule schedule(
            UnaryOperator<TaskImageInfo> change, String name, int count, boolean presents) {
        GraphBuilder graph = new GraphBuilder("graph");
        TaskImageInfo info = change.apply(TaskImageInfo.of2D(Format.R8G8B8A8_UNORM, 64, 64));
        TaskImage image = graph.externalImages("image", info, count);
        TaskImage screen = graph.swapchainImage("screen", info.withMips(1));
        graph.compute("read").samples(image.named(name)).sideEffect();
        graph.compute("write").writes(screen);
        return Schedule.of((presents ? graph.present(screen) : graph).build());
    }

    /// Source: the DOT language, graphviz.org/doc/info/lang.html. A statement is on a line of its
    /// own here, and each name is quoted.
    @Test
    void dotIsOfItsGrammar() {
        String name = "\"(?:[^\"\\\\]|\\\\.)*\"";
        String list = "\\[\\w+=(?:\\w+|" + name + ")(?:,? \\w+=(?:\\w+|" + name + "))*\\]";
        String statement =
                "(?:subgraph (?:\\w+|N) \\{|\\}|\\w+=(?:\\w+|N);?|(?:\\w+|N)(?: -> (?:\\w+|N))?(?: L)?;?)"
                        .replace("N", name)
                        .replace("L", list);
        for (Schedule schedule : schedules().values()) {
            List<String> lines = schedule.toDot().lines().map(String::strip).toList();
            assertThat(lines.getFirst()).matches("digraph " + name + " \\{");
            assertThat(lines.subList(1, lines.size()))
                    .allSatisfy(line -> assertThat(line).matches(statement));
            assertThat(lines.stream().filter(line -> line.endsWith("{")).count())
                    .isEqualTo(lines.stream().filter("}"::equals).count());
        }
    }

    @Test
    void aDifferenceIsTheLinesThatDiffer() {
        assertThat(schedule(false).diff(schedule(true)))
                .isEqualTo(
                        """
                        -  barrier COMPUTE writes -> COMPUTE reads
                        -    reads come after writes: 'read' reads BUFFER 'buffer' at COMPUTE, \
                        after 'write' writes BUFFER 'buffer' at COMPUTE
                        +  barrier TRANSFER writes -> COMPUTE reads
                        +    reads come after writes: 'read' reads BUFFER 'buffer' at COMPUTE, \
                        after 'write' writes BUFFER 'buffer' at TRANSFER\
                        """);
        assertThat(LineDiff.of("a\nb\nc\nd", "a\nc\nx\nd")).isEqualTo("-b\n+x");
        assertThat(LineDiff.of("", "a")).isEqualTo("+a");
    }

    private static Schedule schedule(boolean copies) {
        GraphBuilder graph = new GraphBuilder("graph");
        TaskBuffer buffer = graph.externalBuffer("buffer", 64);
        if (copies) {
            graph.transfer("write").writes(buffer);
        } else {
            graph.compute("write").writes(buffer);
        }
        graph.compute("read").reads(buffer).sideEffect();
        return Schedule.of(graph.build());
    }

    // ---------------------------------------------------------------- the page

    private static Document parse(String page) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
        factory.setAttribute("http://javax.xml.XMLConstants/property/accessExternalDTD", "");
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(page)));
    }

    private static Set<String> values(Document page, String tag, String attribute) {
        Set<String> values = new HashSet<>();
        NodeList elements = page.getElementsByTagName(tag);
        for (int i = 0; i < elements.getLength(); i++) {
            values.add(((Element) elements.item(i)).getAttribute(attribute));
        }
        return values;
    }

    @Test
    void pagesAreWellFormedAndLeadToEachExplanation() throws Exception {
        for (Schedule schedule : schedules().values()) {
            Document page = parse(schedule.toHtml());
            Set<String> links = values(page, "a", "href");
            Set<String> expected = new HashSet<>();
            values(page, "section", "id").forEach(id -> expected.add("#" + id));
            assertThat(links).isEqualTo(expected);
            assertThat(page.getElementsByTagName("section").getLength()).isEqualTo(links.size());
            int parts = schedule.description().taskCount();
            for (Schedule.Submission submission : schedule.submissions()) {
                parts += submission.waits().size();
                for (Schedule.Batch batch : submission.batches()) {
                    parts += batch.barriers().size();
                }
            }
            assertThat(links).hasSizeGreaterThanOrEqualTo(parts);
        }
    }

    @Test
    void halfACharacterIsReplaced() throws Exception {
        GraphBuilder graph = new GraphBuilder("half \ud83d");
        graph.compute("other half \ude00").sideEffect();
        Schedule schedule = Schedule.of(graph.build());
        Document page = parse(schedule.toHtml());
        assertThat(page.getElementsByTagName("h1").item(0).getTextContent())
                .isEqualTo("Schedule of half ?");
        assertThat(schedule.toJson()).contains("half \\ud83d", "half \\ude00");
    }

    @Test
    void pagesFetchNothingAndRunNothing() throws Exception {
        String text = Schedule.of(ReferenceGraphs.all().get("frame").get()).toHtml();
        Document page = parse(text);
        for (String tag : new String[] {"script", "link", "img", "iframe", "object", "image"}) {
            assertThat(page.getElementsByTagName(tag).getLength()).as(tag).isZero();
        }
        assertThat(text.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http", "url(", "@import")
                .contains("prefers-color-scheme: dark");
    }

    @Test
    void whatIsDrawnIsInsideOfTheDrawing() throws Exception {
        for (Schedule schedule : schedules().values()) {
            Document page = parse(schedule.toHtml());
            Element drawing = (Element) page.getElementsByTagName("svg").item(0);
            NodeList rectangles = page.getElementsByTagName("rect");
            for (int i = 0; i < rectangles.getLength(); i++) {
                Element each = (Element) rectangles.item(i);
                assertThat(number(each, "x") + number(each, "width"))
                        .isLessThanOrEqualTo(number(drawing, "width"));
                assertThat(number(each, "y") + number(each, "height"))
                        .isLessThanOrEqualTo(number(drawing, "height"));
            }
        }
    }

    private static int number(Element element, String attribute) {
        return Integer.parseInt(element.getAttribute(attribute));
    }
}
