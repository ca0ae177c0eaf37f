package daxa.bench;

/// The program behind `./bench`.
public final class Main {
    private Main() {}

    /// Prints the usage: there are no benchmarks yet.
    public static void main(String[] args) {
        System.out.println("usage: ./bench [NAME…] [--quick] [--json FILE]");
    }
}
