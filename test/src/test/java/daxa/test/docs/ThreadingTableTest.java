package daxa.test.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import daxa.core.concurrent.ExternallySynchronized;
import daxa.core.concurrent.Immutable;
import daxa.core.concurrent.ThreadConfined;
import daxa.core.concurrent.ThreadSafe;
import daxa.test.ArchitectureTest;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/// H1: the table of thread contracts that users read says what the annotations say.
class ThreadingTableTest {
    private static final Path PAGE = Path.of("../docs/threading.md");
    private static final List<Class<? extends Annotation>> CONTRACTS =
            List.of(
                    ThreadSafe.class,
                    ExternallySynchronized.class,
                    ThreadConfined.class,
                    Immutable.class);

    @Test
    void h1_tableMatchesAnnotations() throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        assertThat(page).containsAll(CONTRACTS.stream().map(ThreadingTableTest::row).toList());
    }

    private static String row(Class<? extends Annotation> contract) {
        TreeSet<String> types = new TreeSet<>();
        for (JavaClass type :
                new ClassFileImporter()
                        .withImportOption(ArchitectureTest.WITHOUT_TESTS)
                        .importPackages("daxa.core", "daxa.taskgraph")) {
            if (type.isTopLevelClass()
                    && type.getModifiers().contains(JavaModifier.PUBLIC)
                    && !type.getPackageName().startsWith("daxa.core.driver")
                    && type.isAnnotatedWith(contract)) {
                types.add("`" + type.getSimpleName() + "`");
            }
        }
        return "| `@" + contract.getSimpleName() + "` | " + String.join(", ", types) + " |";
    }
}
