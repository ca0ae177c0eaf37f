package daxa.test;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import daxa.core.concurrent.Internal;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Holds the order of the packages and what may be seen from outside.
public class ArchitectureTest {
    /// The tests of daxa-core are on the class path too, as folder or as jar.
    public static final ImportOption WITHOUT_TESTS =
            location -> !location.contains("/test-classes/") && !location.contains("-tests.jar");

    /// From the top down. A package may use its own floor and those below it; the front door
    /// `daxa.core` may use anything.
    private static final List<String> FLOORS =
            List.of(
                    "daxa.core.present",
                    "daxa.core.program",
                    "daxa.core.shader",
                    "daxa.core.transfer",
                    "daxa.core.command",
                    "daxa.core.pipeline",
                    "daxa.core.query",
                    "daxa.core.struct",
                    "daxa.core.resource",
                    "daxa.core.sync",
                    "daxa.core.driver",
                    "daxa.core.lifetime",
                    "daxa.core.concurrent",
                    "daxa.core.error");

    private static final Set<String> CONTRACTS =
            Set.of(
                    "daxa.core.concurrent.ThreadSafe",
                    "daxa.core.concurrent.ExternallySynchronized",
                    "daxa.core.concurrent.ThreadConfined",
                    "daxa.core.concurrent.Immutable");

    private static JavaClasses code;
    private static JavaClasses library;

    /// Packages that every module may use.
    private static Set<String> exported;

    /// Packages of `daxa.core` that `daxa.taskgraph` may use.
    private static Set<String> exportedToTaskGraph;

    @BeforeAll
    static void importClasses() throws IOException {
        code =
                new ClassFileImporter()
                        .withImportOption(WITHOUT_TESTS)
                        .importPackages("daxa.core", "daxa.taskgraph", "daxa.samples")
                        .that(is("written by hand", c -> !c.getSimpleName().equals("module-info")));
        library =
                code.that(is("in a library", c -> !c.getPackageName().startsWith("daxa.samples")));

        exported = new HashSet<>();
        exportedToTaskGraph = new HashSet<>();
        for (URL url :
                Collections.list(
                        ArchitectureTest.class
                                .getClassLoader()
                                .getResources("module-info.class"))) {
            try (InputStream in = url.openStream()) {
                ModuleDescriptor module = ModuleDescriptor.read(in);
                if (!module.name().equals("daxa.core") && !module.name().equals("daxa.taskgraph")) {
                    continue;
                }
                for (ModuleDescriptor.Exports exports : module.exports()) {
                    if (!exports.isQualified()) {
                        exported.add(exports.source());
                    }
                    if (!exports.isQualified() || exports.targets().contains("daxa.taskgraph")) {
                        exportedToTaskGraph.add(exports.source());
                    }
                }
            }
        }
    }

    @Test
    void everyPackageOfTheCoreHasAFloor() {
        hold(
                classes()
                        .that()
                        .resideInAPackage("daxa.core.*..")
                        .should(
                                condition(
                                        "be on a floor of ArchitectureTest",
                                        (type, violations) -> {
                                            if (floor(type) < 0) {
                                                violations.add(type.getName() + " is on none");
                                            }
                                        })),
                library);
    }

    @Test
    void packagesUseNothingAboveThem() {
        hold(
                classes()
                        .that()
                        .resideInAPackage("daxa.core.*..")
                        .should(
                                condition(
                                        "use nothing above their floor",
                                        (type, violations) ->
                                                type.getDirectDependenciesFromSelf().stream()
                                                        .filter(
                                                                use ->
                                                                        isAbove(
                                                                                use
                                                                                        .getTargetClass(),
                                                                                type))
                                                        .forEach(
                                                                use ->
                                                                        violations.add(
                                                                                use
                                                                                        .getDescription())))),
                library);
    }

    @Test
    void theDriverInterfaceKnowsNoImplementation() {
        hold(
                noClasses()
                        .that()
                        .resideInAPackage("daxa.core.driver")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("daxa.core.driver.*.."),
                library);
    }

    @Test
    void oneImplementationOfTheDriverKnowsNoOther() {
        hold(
                noClasses()
                        .that()
                        .resideInAPackage("daxa.core.driver.vulkan..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("daxa.core.driver.simulated.."),
                library);
        hold(
                noClasses()
                        .that()
                        .resideInAPackage("daxa.core.driver.simulated..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("daxa.core.driver.vulkan..", "org.lwjgl.."),
                library);
    }

    @Test
    void onlyTheVulkanDriverCallsVulkan() {
        onlyIn("daxa.core.driver.vulkan..", "org.lwjgl.vulkan..", "org.lwjgl.util.vma..");
    }

    @Test
    void onlyThePresentPackageOpensWindows() {
        onlyIn("daxa.core.present..", "org.lwjgl.glfw..");
    }

    @Test
    void onlyTheShaderPackageCompilesShaders() {
        onlyIn("daxa.core.shader..", "org.lwjgl.util.shaderc..", "org.lwjgl.util.spvc..");
    }

    @Test
    void noPublicSignatureNamesLwjgl() {
        hold(
                classes()
                        .that(are("public and exported", ArchitectureTest::isPublicApi))
                        .and()
                        .resideOutsideOfPackage("daxa.core.driver.vulkan..")
                        .should(
                                condition(
                                        "name no org.lwjgl type in public",
                                        ArchitectureTest::reportLwjglTypes)),
                library);
    }

    @Test
    void locksAreTakenInTheConcurrentPackageOnly() {
        hold(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("daxa.core.concurrent..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("java.util.concurrent.locks.."),
                library);
    }

    @Test
    void nothingIsSynchronizedOutsideTheConcurrentPackage() {
        hold(
                classes()
                        .that()
                        .resideOutsideOfPackage("daxa.core.concurrent..")
                        .should(
                                condition(
                                        "not use synchronized",
                                        ArchitectureTest::reportSynchronized)),
                library);
    }

    @Test
    void theTaskGraphUsesWhatTheCoreExports() {
        hold(
                noClasses()
                        .that()
                        .resideInAPackage("daxa.taskgraph..")
                        .should()
                        .dependOnClassesThat(
                                are(
                                        "in a package of daxa.core that is not exported",
                                        type ->
                                                isIn(type, "daxa.core")
                                                        && !exportedToTaskGraph.contains(
                                                                type.getPackageName()))),
                library);
    }

    @Test
    void everyPublicTypeStatesItsThreadContract() {
        hold(
                classes()
                        .that(are("public and exported", ArchitectureTest::isPublicApi))
                        .and()
                        .areTopLevelClasses()
                        .and()
                        .areNotEnums()
                        .and()
                        .areNotAnnotations()
                        .and()
                        .areNotAssignableTo(Throwable.class)
                        .should(
                                condition(
                                        "carry exactly one thread contract annotation",
                                        (type, violations) -> {
                                            List<String> found =
                                                    CONTRACTS.stream()
                                                            .filter(type::isAnnotatedWith)
                                                            .toList();
                                            if (found.size() != 1) {
                                                violations.add(
                                                        type.getName() + " carries " + found);
                                            }
                                        })),
                library);
    }

    /// The driver is a floor of its own: its methods name its own types.
    @Test
    void whatNamesInternalTypesIsInternal() {
        hold(
                classes()
                        .that(are("public and exported", ArchitectureTest::isPublicApi))
                        .and(are("for programs", type -> !isInternal(type)))
                        .and()
                        .resideOutsideOfPackage("daxa.core.driver..")
                        .should(
                                condition(
                                        "carry @Internal on what names an internal type",
                                        ArchitectureTest::reportInternalTypes)),
                library);
    }

    private static void onlyIn(String place, String... packages) {
        hold(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(place)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(packages),
                code);
    }

    /// A rule about types that do not exist yet holds.
    private static void hold(ArchRule rule, JavaClasses classes) {
        rule.allowEmptyShould(true).check(classes);
    }

    /// The index of a type's floor, counted from the top, or -1 for none.
    private static int floor(JavaClass type) {
        for (int i = 0; i < FLOORS.size(); i++) {
            if (isIn(type, FLOORS.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isAbove(JavaClass target, JavaClass origin) {
        JavaClass type = target.getBaseComponentType();
        return isIn(type, "daxa") && floor(type) < floor(origin);
    }

    private static boolean isIn(JavaClass type, String packageName) {
        return type.getPackageName().equals(packageName)
                || type.getPackageName().startsWith(packageName + ".");
    }

    private static boolean isPublicApi(JavaClass type) {
        for (JavaClass each = type; ; each = each.getEnclosingClass().get()) {
            if (!each.getModifiers().contains(JavaModifier.PUBLIC)
                    && !each.getModifiers().contains(JavaModifier.PROTECTED)) {
                return false;
            }
            if (each.getEnclosingClass().isEmpty()) {
                return exported.contains(type.getPackageName());
            }
        }
    }

    /// Whether a type carries [Internal], or one that it stands in.
    public static boolean isInternal(JavaClass type) {
        return type.isAnnotatedWith(Internal.class)
                || type.getEnclosingClass().map(ArchitectureTest::isInternal).orElse(false);
    }

    private static void reportLwjglTypes(JavaClass type, List<String> violations) {
        Stream.concat(type.getRawInterfaces().stream(), type.getRawSuperclass().stream())
                .filter(parent -> isIn(parent, "org.lwjgl"))
                .forEach(parent -> violations.add(type.getName() + " is a " + parent.getName()));
        reportMembers(type, member -> true, each -> isIn(each, "org.lwjgl"), violations);
    }

    private static void reportInternalTypes(JavaClass type, List<String> violations) {
        reportMembers(
                type,
                member -> !member.isAnnotatedWith(Internal.class),
                ArchitectureTest::isInternal,
                violations);
    }

    /// Reports members that are seen from outside and name types of a kind.
    private static void reportMembers(
            JavaClass type,
            Predicate<JavaMember> which,
            Predicate<JavaClass> kind,
            List<String> violations) {
        for (JavaMember member : type.getMembers()) {
            boolean seen =
                    member.getModifiers().contains(JavaModifier.PUBLIC)
                            || member.getModifiers().contains(JavaModifier.PROTECTED);
            if (!seen || !which.test(member)) {
                continue;
            }
            Set<JavaClass> named =
                    switch (member) {
                        case JavaCodeUnit method -> method.getAllInvolvedRawTypes();
                        case JavaField field -> field.getAllInvolvedRawTypes();
                        default -> Set.of();
                    };
            named.stream()
                    .filter(each -> kind.test(each.getBaseComponentType()))
                    .forEach(
                            each ->
                                    violations.add(
                                            member.getFullName() + " names " + each.getName()));
        }
    }

    private static void reportSynchronized(JavaClass type, List<String> violations) {
        type.getMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED))
                .forEach(method -> violations.add(method.getFullName() + " is synchronized"));

        ClassModel model;
        try (InputStream in = type.getSource().orElseThrow().getUri().toURL().openStream()) {
            model = ClassFile.of().parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        model.methods().stream()
                .filter(
                        method ->
                                method.code().stream()
                                        .flatMap(code -> code.elementStream())
                                        .anyMatch(MonitorInstruction.class::isInstance))
                .forEach(
                        method ->
                                violations.add(
                                        type.getName()
                                                + "."
                                                + method.methodName().stringValue()
                                                + " has a synchronized block"));
    }

    private static DescribedPredicate<JavaClass> is(String text, Predicate<JavaClass> predicate) {
        return describe(text, predicate);
    }

    private static DescribedPredicate<JavaClass> are(String text, Predicate<JavaClass> predicate) {
        return describe(text, predicate);
    }

    private static ArchCondition<JavaClass> condition(
            String text, BiConsumer<JavaClass, List<String>> report) {
        return new ArchCondition<>(text) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                List<String> violations = new ArrayList<>();
                report.accept(type, violations);
                violations.forEach(text -> events.add(SimpleConditionEvent.violated(type, text)));
            }
        };
    }
}
