import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/// Runs google-java-format over the Java files of the repository that changed since it last found
/// nothing to do.
///
/// The build starts it with the formatter on the class path: `check` fails and names the files that
/// are not formatted, `fix` formats them.
final class Format {
    private static final Path STAMP = Path.of("target", "format", "clean");

    private Format() {}

    public static void main(String[] args) throws IOException {
        boolean fix = args.length == 1 && args[0].equals("fix");
        if (!fix && !(args.length == 1 && args[0].equals("check"))) {
            System.err.println("usage: Format check|fix");
            System.exit(2);
        }
        // Taken before the files are read: a file saved meanwhile is looked at again next time.
        FileTime started = FileTime.from(Instant.now());
        FileTime since =
                Files.exists(STAMP) ? Files.getLastModifiedTime(STAMP) : FileTime.fromMillis(0);
        List<Path> files = changedFiles(since);
        if (!files.isEmpty() && !format(files, fix)) {
            System.exit(1);
        }
        Files.createDirectories(STAMP.getParent());
        if (!Files.exists(STAMP)) {
            Files.createFile(STAMP);
        }
        Files.setLastModifiedTime(STAMP, started);
    }

    private static boolean format(List<Path> files, boolean fix) {
        List<String> arguments = new ArrayList<>(List.of("--aosp"));
        arguments.addAll(
                fix ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
        files.forEach(file -> arguments.add(file.toString()));

        ToolProvider formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
        StringWriter output = new StringWriter();
        PrintWriter errors = new PrintWriter(System.err, true);
        int result =
                formatter.run(new PrintWriter(output), errors, arguments.toArray(String[]::new));
        if (result != 0 && !output.toString().isBlank()) {
            System.err.println("These files are not formatted; ./check format formats them:");
            output.toString().lines().forEach(line -> System.err.println("  " + line));
        }
        return result == 0;
    }

    private static List<Path> changedFiles(FileTime since) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(
                Path.of(""),
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) {
                        String name = directory.getFileName().toString();
                        boolean skip =
                                name.equals("target")
                                        || (name.startsWith(".") && name.length() > 1);
                        return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (file.toString().endsWith(".java")
                                && attributes.lastModifiedTime().compareTo(since) > 0) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return files;
    }
}
