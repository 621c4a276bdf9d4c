package org.osfailover.platform.javastack;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.PlatformService;
import org.osfailover.platform.FidelityDocument;
import org.osfailover.platform.PlatformSetting;
import org.osfailover.remote.CommandLine;

/** What {@code docs/fidelity.md} says of the Java stack is what the program does, and all of it. */
class FidelityTest {

    private static final String SERVICES =
            "LOG=AUTOMATIC CONTROLLER=AUTOMATIC DEPLOYER=AUTOMATIC SCHEDULER=AUTOMATIC SMS=UNKNOWN";

    @Test
    void everySetting_hasItsRow() {
        FidelityDocument.table("Settings of the Java stack").holdsSettings(JavaSettings.all());
    }

    @Test
    void everySetting_isReadSomewhere() {
        JavaClass settings = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(JavaSettings.class.getPackageName())
                .get(JavaSettings.class);

        assertThat(settings.getFields().stream()
                        .filter(field -> field.getRawType().isEquivalentTo(PlatformSetting.class))
                        .filter(field -> field.getAccessesToSelf().stream()
                                .allMatch(access -> access.getOrigin().getName().equals("<clinit>")
                                        || access.getOriginOwner().isEquivalentTo(JavaOverrides.class)))
                        .map(JavaField::getName))
                .as("settings that nothing reads: overriding them would do nothing")
                .isEmpty();
    }

    @Test
    void everyCommand_hasItsRow() throws Exception {
        LinuxCommands commands = new LinuxCommands(new JavaSettings(Farm.environment(Map.of())));
        Set<String> sent = new LinkedHashSet<>();
        for (Method method : LinuxCommands.class.getDeclaredMethods()) {
            if (method.getReturnType() == CommandLine.class
                    && !java.lang.reflect.Modifier.isPrivate(method.getModifiers())) {
                Object[] arguments = Arrays.stream(method.getParameterTypes())
                        .map(FidelityTest::example)
                        .toArray();
                sent.add(String.valueOf(method.invoke(commands, arguments)));
            }
        }

        FidelityDocument.table("Commands of the Java stack").holds(sent);
    }

    /** An argument of a command. */
    private static Object example(Class<?> type) {
        if (type == PlatformService.class) {
            return PlatformService.SCHEDULER;
        } else if (type == String.class) {
            return "NAME";
        } else if (type == int.class) {
            return 12000;
        } else if (type == List.class) {
            return List.of("NAME");
        }
        throw new IllegalArgumentException("say here which " + type + " a command of LinuxCommands is shown with");
    }

    @Test
    void everyQuestion_hasItsRow() throws Exception {
        String answers = "Nobody asks this => N";
        Map<String, String> overrides =
                Map.of(JavaSettings.TOOL_ANSWERS.key(), answers, JavaSettings.CONFIGURATOR_ANSWERS.key(), answers);
        Set<String> rules = new LinkedHashSet<>();
        for (String header : List.of("write 10.0.0.12", "install 10.0.0.12")) {
            names(header, overrides).forEach(name -> rules.add("configurationtool.sh: " + name));
        }
        for (String header : List.of("disable SCHEDULER; " + SERVICES, "enable CONTROLLER; " + SERVICES)) {
            names(header, overrides).forEach(name -> rules.add("serviceconfigurator.sh: " + name));
        }

        FidelityDocument.table("Questions of the Java stack").holds(rules);
    }

    private static List<String> names(String header, Map<String, String> overrides) throws GivenUp {
        return Played.dialogue(header, overrides).rules().stream()
                .map(rule -> rule.name().replace("override: Nobody asks this", "override"))
                .distinct()
                .toList();
    }
}
