package org.osfailover;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Who may use whom, as data: what is not in the table is denied. And the names that say what a class is for.
 *
 * <p>Deliberately not constrained: the root package, which starts everything and wires what no package owns.
 */
class ArchitectureTest {

    private static final String OURS = "org.osfailover.";

    /** What every package may use: the JDK, nullness marks, logging. */
    private static final List<String> JDK = List.of(
            "java..",
            "javax..",
            "org.w3c.dom..",
            "org.xml.sax..",
            "org.ietf.jgss..",
            "com.sun.net.httpserver..",
            "org.jspecify..",
            "org.slf4j..");

    /** What making a bean takes, and no more of Spring. */
    private static final List<String> BEANS = List.of(
            "org.springframework.stereotype..",
            "org.springframework.context..",
            "org.springframework.beans..",
            "org.springframework.boot..",
            "org.springframework.core..",
            "org.springframework.scheduling.annotation..",
            "org.springframework.util.unit..",
            "jakarta.annotation..");

    private static final List<String> JACKSON = List.of("com.fasterxml.jackson..");
    private static final List<String> SSHJ = List.of("net.schmizz..", "com.hierynomus..");

    /**
     * One row of the table.
     *
     * @param subject the package, its sub-packages included
     * @param except sub-packages of it that have a row of their own
     * @param ours which of our packages it may use besides itself
     * @param others which foreign packages it may use besides JDK and beans
     */
    private record Row(String subject, List<String> except, List<String> ours, List<String> others, String because) {

        String[] mayUse() {
            List<String> allowed = new ArrayList<>();
            allowed.addAll(JDK);
            allowed.addAll(BEANS);
            allowed.add(OURS + subject + "..");
            ours.forEach(p -> allowed.add(OURS + p));
            allowed.addAll(others);
            return allowed.toArray(String[]::new);
        }

        DescribedPredicate<JavaClass> subjects() {
            DescribedPredicate<JavaClass> inside = resideInAPackage(OURS + subject + "..");
            for (String sub : except) {
                inside = inside.and(not(resideInAPackage(OURS + sub + "..")));
            }
            return inside;
        }
    }

    private static final List<Row> TABLE = List.of(
            new Row(
                    "farm",
                    List.of("farm.inventory"),
                    List.of(),
                    List.of(),
                    "what an environment is must be sayable without a machine, an engine or a database"),
            new Row(
                    "farm.inventory",
                    List.of(),
                    List.of("farm"),
                    concat(List.of("org.snakeyaml..", "com.networknt.."), JACKSON),
                    "only reading the inventory takes YAML and JSON Schema"),
            new Row(
                    "remote",
                    List.of("remote.ssh"),
                    List.of("farm.."),
                    concat(List.of("net.sf.expectit.."), JACKSON),
                    "a machine one can act on knows neither what runs on it nor who asks"),
            new Row(
                    "remote.ssh",
                    List.of(),
                    List.of("farm..", "remote.."),
                    concat(SSHJ, List.of("net.sf.expectit..", "org.bouncycastle..")),
                    "SSH is one way to reach a machine; only this package knows it"),
            new Row(
                    "platform",
                    List.of(),
                    List.of("farm..", "remote"),
                    JACKSON,
                    "what an OutSystems server can do must be testable without the engine, and without SSH"),
            new Row(
                    "servicecenter",
                    List.of(),
                    List.of("farm..", "remote"),
                    JACKSON,
                    "Service Center is a service of the environment, not of one server"),
            new Row(
                    "run",
                    List.of(),
                    List.of("farm..", "remote"),
                    concat(
                            List.of(
                                    "javax.sql..",
                                    "org.springframework.jdbc..",
                                    "org.springframework.dao..",
                                    "org.springframework.transaction.."),
                            JACKSON),
                    "lock, plan and record outlive the engine's transactions, and would outlive the engine"),
            new Row(
                    "procedure",
                    List.of(),
                    List.of("farm..", "platform", "servicecenter", "run"),
                    concat(
                            List.of(
                                    "org.camunda..",
                                    "org.springframework.transaction..",
                                    // a refusal's sentence is left with the request, for the gate before the engine's
                                    // API
                                    "org.springframework.web.context.request.."),
                            JACKSON),
                    "delegates translate between the models and the domain; they never see a machine"),
            new Row(
                    "engine",
                    List.of(),
                    List.of(),
                    // logback: what the engine logs about a refusal is dropped there
                    List.of(
                            "org.camunda..",
                            "org.springframework..",
                            "jakarta..",
                            "com.fasterxml.jackson..",
                            "ch.qos.logback.."),
                    "how the engine is set up must not depend on what it is used for: it may be exchanged for a fork"),
            new Row(
                    "web",
                    List.of(),
                    List.of("procedure..", "run", "farm.."),
                    concat(
                            List.of("org.springframework..", "jakarta..", "org.springdoc..", "io.swagger.v3.."),
                            JACKSON),
                    "pages and API ask the procedures and the record; they never act on a server, nor on the engine"),
            new Row(
                    "lab",
                    List.of(),
                    List.of("farm.."),
                    concat(List.of("org.apache.sshd..", "org.springframework..", "jakarta.."), JACKSON),
                    "the simulated farm is written from the facts, not from the client that is tested against it"));

    private static JavaClasses production;
    private static JavaClasses tests;

    @BeforeAll
    static void readClasses() {
        production = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.osfailover");
        tests = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                .importPackages("org.osfailover");
    }

    @TestFactory
    Stream<DynamicTest> packagesUseOnlyWhatTheTableAllows() {
        return TABLE.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.subject(),
                        () -> check(classes()
                                .that(row.subjects())
                                .should()
                                .onlyDependOnClassesThat(
                                        resideInAnyPackage(row.mayUse()).or(primitives()))
                                .because(row.because()))));
    }

    @Test
    void everyPackageHasARow_defaultIsDenied() {
        String[] known = TABLE.stream().map(r -> OURS + r.subject() + "..").toArray(String[]::new);
        check(classes()
                .that()
                .resideOutsideOfPackage("org.osfailover")
                .should()
                .resideInAnyPackage(known)
                .because("a package that is not in the table has no place in the architecture yet"));
    }

    @Test
    void sshLibrary_isUsedByRemoteSshAlone() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(OURS + "remote.ssh..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SSHJ.toArray(String[]::new))
                .because("pinned host keys, masking and recording hold only if there is one way to a server"));
    }

    @Test
    void engine_isUsedByProcedureAndEngineAlone() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(OURS + "procedure..", OURS + "engine..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.camunda..")
                .because("Camunda 7's community edition is at its end; a move to a fork must touch two packages"));
    }

    @Test
    void enginesInternals_areUsedByEngineAlone() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(OURS + "engine..")
                .and()
                // IdentityService's public getCurrentAuthentication() gives a class of an internal package
                .doNotHaveFullyQualifiedName(OURS + "procedure.support.People")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.camunda..impl..")
                .because("what is internal changes without notice, and is named differently in the forks"));
    }

    @Test
    void lab_isUsedByNobody() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(OURS + "lab..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(OURS + "lab..")
                .because("nothing that runs in production may lean on the simulated farm"));
    }

    @Test
    void procedures_shareOnlySupport() {
        check(classes()
                .that()
                .resideInAPackage(OURS + "procedure.*..")
                .should(useNoOtherProcedure())
                .because("a procedure can be read, changed and removed alone; what is shared is in procedure.support"));
    }

    @Test
    void run_usesOfRemoteOnlyThePortsItImplements() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(OURS + "run..")
                        .should()
                        .dependOnClassesThat(resideInAPackage(OURS + "remote..")
                                .and(not(describe(
                                        "CommandLog or ContactGate",
                                        c -> c.getName().startsWith(OURS + "remote.CommandLog")
                                                || c.getName().equals(OURS + "remote.ContactGate")))))
                        .because(
                                "the record of commands, and who may contact a server, are ports that remote declares; the record never acts"));
    }

    @Test
    void names_sayWhatAClassIsFor() {
        check(noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helper|Manager|Impl)")
                .because("these words hide what a class does; name it after what it is or does"));
    }

    @Test
    void delegates_areNamedAfterTheirElement() {
        check(classes()
                .that()
                .implement("org.camunda.bpm.engine.delegate.JavaDelegate")
                .should()
                .haveSimpleNameEndingWith("Delegate")
                .andShould()
                .resideInAPackage(OURS + "procedure..")
                .because("the model's expression, the bean and the class carry one name"));
    }

    @Test
    void testClasses_areNamedSoThatTheyRun() {
        check(
                tests,
                classes()
                        .that(describe("contain tests", ArchitectureTest::containsTests))
                        .and()
                        .doNotHaveModifier(JavaModifier.ABSTRACT)
                        .should()
                        .haveNameMatching(".*(Test|IT|E2E)(\\$.*)?")
                        .because("Maven runs *Test, *IT and *E2E; a test with another name silently never runs"));
    }

    @Test
    void testsOfItAndE2e_areIntegrationTests() {
        check(
                tests,
                classes()
                        .that(describe("contain tests", ArchitectureTest::containsTests))
                        .and()
                        .resideInAnyPackage(OURS + "it..", OURS + "e2e..")
                        .should()
                        .haveNameMatching(".*(IT|E2E)(\\$.*)?")
                        .because("they take a database, a farm or a browser, and must not slow down the unit tests"));
    }

    @Test
    void production_isThere() {
        assertThat(production.size()).as("rules over nothing prove nothing").isGreaterThan(20);
    }

    private static void check(ArchRule rule) {
        check(production, rule);
    }

    /** Rules may be about packages that have no class yet; {@link #production_isThere} guards against an empty import. */
    private static void check(JavaClasses subjects, ArchRule rule) {
        rule.allowEmptyShould(true).check(subjects);
    }

    private static boolean containsTests(JavaClass candidate) {
        return candidate.getMethods().stream()
                .anyMatch(m -> m.isAnnotatedWith(Test.class)
                        || m.isAnnotatedWith(TestFactory.class)
                        || m.isAnnotatedWith(ParameterizedTest.class));
    }

    private static DescribedPredicate<JavaClass> primitives() {
        return describe("primitives", c -> c.getBaseComponentType().isPrimitive());
    }

    private static ArchCondition<JavaClass> useNoOtherProcedure() {
        return new ArchCondition<>("use no other procedure than their own and support") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                String own = procedureOf(user);
                user.getDirectDependenciesFromSelf().stream()
                        .filter(d -> d.getTargetClass().getPackageName().startsWith(OURS + "procedure."))
                        .filter(d -> !procedureOf(d.getTargetClass()).equals(own)
                                && !procedureOf(d.getTargetClass()).equals("support"))
                        .forEach(d -> events.add(SimpleConditionEvent.violated(user, d.getDescription())));
            }
        };
    }

    private static String procedureOf(JavaClass javaClass) {
        String below = javaClass.getPackageName().substring((OURS + "procedure.").length());
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }

    private static List<String> concat(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
