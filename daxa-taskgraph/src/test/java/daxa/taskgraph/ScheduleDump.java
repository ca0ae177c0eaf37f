package daxa.taskgraph;

import java.util.stream.IntStream;

/// Writes schedules to the standard output, in a JVM of its own.
final class ScheduleDump {
    private ScheduleDump() {}

    public static void main(String[] arguments) {
        ReferenceGraphs.all().values().forEach(graph -> print(Schedule.of(graph.get())));
        IntStream.range(0, 100)
                .mapToObj(seed -> new RandomGraphs(seed, 1 + seed % 4, seed % 2 == 0).next(40))
                .forEach(graph -> print(Schedule.of(graph)));
    }

    private static void print(Schedule schedule) {
        System.out.print(schedule.toJson());
        System.out.print(schedule.toDot());
        System.out.print(schedule.toHtml());
    }
}
