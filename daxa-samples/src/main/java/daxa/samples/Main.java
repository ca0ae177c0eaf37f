package daxa.samples;

/// The program behind `./run`: starts the sample that is named first.
public final class Main {
    private static final String USAGE =
            """
            usage: ./run [NAME] [--headless] [--frames N] [--size WxH] [--screenshot FILE.png]
                         [--strict] [--validate] [--device NAME] [--list-devices]
            """;

    private Main() {}

    /// Prints the usage: there are no samples yet.
    public static void main(String[] args) {
        System.out.print(USAGE);
    }
}
