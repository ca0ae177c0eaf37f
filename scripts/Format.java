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
    private static final int MOST_PASSES = 4;

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
        if (!files.isEmpty() && !(fix ? fix(files) : check(files))) {
            System.exit(1);
        }
        Files.createDirectories(STAMP.getParent());
        if (!Files.exists(STAMP)) {
            Files.createFile(STAMP);
        }
        Files.setLastModifiedTime(STAMP, started);
    }

    // A comment that is wrapped may have to be wrapped again.
    private static boolean fix(List<Path> files) {
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            List<Path> changed = notFormatted(files);
            if (changed.isEmpty()) {
                return true;
            }
            if (!formatter(changed, new StringWriter(), "--replace")) {
                return false;
            }
        }
        return check(files);
    }

    private static boolean check(List<Path> files) {
        List<Path> changed = notFormatted(files);
        if (!changed.isEmpty()) {
            System.err.println("These files are not formatted; ./check format formats them:");
            changed.forEach(file -> System.err.println("  " + file));
        }
        return changed.isEmpty();
    }

    private static List<Path> notFormatted(List<Path> files) {
        StringWriter names = new StringWriter();
        formatter(files, names, "--dry-run");
        return names.toString().lines().filter(name -> !name.isBlank()).map(Path::of).toList();
    }

    private static boolean formatter(List<Path> files, StringWriter output, String mode) {
        List<String> arguments = new ArrayList<>(List.of("--aosp", mode));
        files.forEach(file -> arguments.add(file.toString()));
        ToolProvider formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
        PrintWriter errors = new PrintWriter(System.err, true);
        return formatter.run(new PrintWriter(output), errors, arguments.toArray(String[]::new))
                == 0;
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
