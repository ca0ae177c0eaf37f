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
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// H1: the tables of thread contracts that users read say what the annotations say.
class ThreadingTableTest {
    private static final Path PAGE = Path.of("../docs/threading.md");
    private static final List<Class<? extends Annotation>> CONTRACTS =
            List.of(
                    ThreadSafe.class,
                    ExternallySynchronized.class,
                    ThreadConfined.class,
                    Immutable.class);

    @Test
    void h1_tablesMatchAnnotations() throws IOException {
        String page = Files.readString(PAGE);
        int inside = page.indexOf("## Inside");
        assertThat(page.substring(0, inside).lines())
                .containsAll(rows(type -> !ArchitectureTest.isInternal(type)));
        assertThat(page.substring(inside).lines()).containsAll(rows(ArchitectureTest::isInternal));
    }

    private static List<String> rows(Predicate<JavaClass> which) {
        List<JavaClass> types =
                new ClassFileImporter()
                                .withImportOption(ArchitectureTest.WITHOUT_TESTS)
                                .importPackages("daxa.core", "daxa.taskgraph")
                                .stream()
                                .filter(type -> type.isTopLevelClass() && which.test(type))
                                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                                .filter(
                                        type ->
                                                !type.getPackageName()
                                                        .equals("daxa.core.driver.vulkan"))
                                .toList();
        return CONTRACTS.stream().map(contract -> row(contract, types)).toList();
    }

    private static String row(Class<? extends Annotation> contract, List<JavaClass> types) {
        return types.stream()
                .filter(type -> type.isAnnotatedWith(contract))
                .map(type -> "`" + type.getSimpleName() + "`")
                .sorted()
                .collect(
                        Collectors.joining(", ", "| `@" + contract.getSimpleName() + "` | ", " |"));
    }
}
