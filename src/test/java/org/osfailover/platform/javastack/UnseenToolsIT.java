package org.osfailover.platform.javastack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.platform.LongTasks;
import org.osfailover.platform.PlatformServer;
import org.osfailover.remote.ssh.RealTerminalServer;

/**
 * Servers whose tools were not known when the rules were written, each with words of its own, on real terminals: either a
 * step works, or it ends before the tool saves, says why, and works once the environment overrides what it names.
 */
@NullUnmarked
@Timeout(180)
@ExtendWith(OneFarmAtATime.class)
class UnseenToolsIT {

    private static final String OLD = "10.0.0.12";
    private static final String NEW = "10.0.0.11";
    private static final String HSCONF = LinuxFake.hsconf(OLD);

    @RegisterExtension
    final RealTerminalServer machine = new RealTerminalServer();

    private final Map<String, String> overrides = new HashMap<>();

    @Test
    void menusAndSystemdStatus_everyStepWorks() throws Exception {
        install("menus", "LOG", "CONTROLLER", "DEPLOYER", "SCHEDULER");

        assertStates(Map.of(
                PlatformService.LOG, StartType.AUTOMATIC,
                PlatformService.CONTROLLER, StartType.AUTOMATIC,
                PlatformService.DEPLOYER, StartType.AUTOMATIC,
                PlatformService.SCHEDULER, StartType.AUTOMATIC,
                PlatformService.SMS, StartType.DISABLED));
        everyServiceStep();
        assertThat(file("os.services.conf")).contains("OS_LOG_SERVICE='yes'", "OS_SMS_CONNECTOR_SERVICE='no'");
        theMove();
    }

    @Test
    void rawTerminalAndStrangeWords_stopsFirstAndWorksWithOverrides() throws Exception {
        install("raw", "LOG", "CONTROLLER", "DEPLOYER", "SCHEDULER");

        Outcome stopped = underTest().stop(PlatformService.SCHEDULER);
        assertThat(stopped).isInstanceOf(Outcome.Unknown.class);
        assertThat(stopped.sentence()).contains("PARKED");
        overrides.put("java.status.stopped", "\\bPARKED\\b");
        machine.program("run-SCHEDULER", "");
        everyServiceStep();

        Outcome moved = LongTasks.writeControllerAddress(underTest(), NEW, Optional.empty());
        assertStoppedBeforeSaving(moved, "Send usage statistics", "java.configuration-tool.answers");
        overrides.put("java.configuration-tool.answers", "Send usage statistics .*: => never");
        theMove();
    }

    @Test
    void anotherLanguage_stopsFirstAndWorksWithOverrides() throws Exception {
        install("portuguese", "CONTROLLER", "DEPLOYER", "SCHEDULER");

        ServerReading unknown = underTest().read();
        assertThat(unknown.service(PlatformService.SCHEDULER).startType()).isEqualTo(StartType.UNKNOWN);
        assertThat(unknown.service(PlatformService.SCHEDULER).state()).isEqualTo(ServiceState.UNKNOWN);
        assertThat(unknown.service(PlatformService.SCHEDULER).detail())
                .contains("ACTIVO")
                .contains("EM EXECUÇÃO");
        Outcome disabled = underTest().disable(PlatformService.SCHEDULER);
        assertThat(disabled.isSuccess()).isFalse();
        assertThat(toolLog()).doesNotContain("saved");
        overrides.put("java.services-file.enabled", "ACTIVO");
        overrides.put("java.services-file.disabled", "INACTIVO");
        overrides.put("java.status.running", "EM EXECUÇÃO");
        overrides.put("java.status.stopped", "PARADO");

        Outcome again = underTest().disable(PlatformService.SCHEDULER);
        assertStoppedBeforeSaving(again, "Ativar o OutSystems", "java.service-configurator.answers");
        overrides.put("java.service-configurator.answers", """
                Ativar o OutSystems Deployment Controller Service\\? .*: => S
                Ativar o OutSystems Deployment Service\\? .*: => S
                Ativar o OutSystems Scheduler Service\\? .*: => N
                Gravar as alterações\\? .*: => S
                """);
        assertThat(underTest().stop(PlatformService.SCHEDULER)).isInstanceOf(Outcome.Changed.class);
        assertThat(underTest().disable(PlatformService.SCHEDULER)).isInstanceOf(Outcome.Changed.class);

        Outcome moved = LongTasks.writeControllerAddress(underTest(), NEW, Optional.empty());
        assertStoppedBeforeSaving(moved, "Gravar a configuração", "java.configuration-tool.answers");
        overrides.put("java.configuration-tool.answers", """
                Gravar a configuração\\? .*: => S
                Reiniciar todos os serviços\\? .*: => S
                Instalar o Service Center\\? .*: => N
                Preparar os módulos\\? .*: => N
                """);
        assertMoved(LongTasks.writeControllerAddress(underTest(), NEW, Optional.empty()));
    }

    private void everyServiceStep() throws Exception {
        assertThat(underTest().stop(PlatformService.SCHEDULER)).isInstanceOf(Outcome.Changed.class);
        assertThat(underTest().disable(PlatformService.SCHEDULER)).isInstanceOf(Outcome.Changed.class);
        assertThat(underTest().disable(PlatformService.SCHEDULER)).isInstanceOf(Outcome.AlreadyDone.class);
        assertThat(underTest().setAutomatic(PlatformService.SCHEDULER)).isInstanceOf(Outcome.Changed.class);
        assertThat(underTest().start(PlatformService.SCHEDULER)).isInstanceOf(Outcome.Changed.class);
        assertThat(underTest().read().service(PlatformService.SCHEDULER).state())
                .isEqualTo(ServiceState.INITIALISED);
        assertThat(underTest().read().service(PlatformService.SMS).startType()).isEqualTo(StartType.DISABLED);
    }

    private void theMove() throws Exception {
        assertMoved(LongTasks.writeControllerAddress(underTest(), NEW, Optional.empty()));

        Outcome installed = LongTasks.installServiceCenter(underTest());
        assertThat(installed).as(installed.sentence()).isInstanceOf(Outcome.Changed.class);
        assertThat(toolLog()).containsOnlyOnce("Service Center installed").doesNotContain("modules prepared");
        assertThat(file("server.hsconf")).isEqualTo(HSCONF.replace(OLD, NEW));
    }

    private void assertMoved(Outcome moved) throws IOException {
        assertThat(moved).as(moved.sentence()).isInstanceOf(Outcome.Changed.class);
        assertThat(file("server.hsconf")).isEqualTo(HSCONF.replace(OLD, NEW));
        assertThat(toolLog())
                .contains("saved " + NEW, "restarted")
                .doesNotContain("Service Center installed")
                .doesNotContain("modules prepared");
    }

    private void assertStoppedBeforeSaving(Outcome outcome, String question, String key) throws IOException {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.code())
                .as(refused.sentence())
                .isEqualTo(RefusalCode.UNEXPECTED_QUESTION));
        assertThat(outcome.sentence()).contains(question).contains(key);
        assertThat(file("server.hsconf")).isEqualTo(HSCONF);
        assertThat(toolLog()).doesNotContain("saved 10.");
    }

    private void assertStates(Map<PlatformService, StartType> startTypes) throws Exception {
        ServerReading reading = underTest().read();
        assertThat(reading.problem()).isNull();
        startTypes.forEach((service, startType) -> {
            assertThat(reading.service(service).startType()).as(service.name()).isEqualTo(startType);
            assertThat(reading.service(service).state())
                    .as(service.name())
                    .isEqualTo(startType.isEnabled() ? ServiceState.INITIALISED : ServiceState.STOPPED);
        });
    }

    private PlatformServer underTest() throws Exception {
        Map<String, String> all = new HashMap<>(Map.of(
                "java.home",
                machine.folder().toString(),
                "java.configuration-file",
                machine.folder().resolve("server.hsconf").toString(),
                "java.services-file",
                machine.folder().resolve("os.services.conf").toString(),
                "java.service-command",
                machine.folder().resolve("service").toString(),
                "java.initialised-by",
                "status",
                "java.configuration-tool.silence",
                "PT3S",
                "java.service-configurator.silence",
                "PT3S",
                "java.service-center.silence",
                "PT3S"));
        all.putAll(overrides);
        JavaOverrides checked = new JavaOverrides();
        all.forEach(
                (key, value) -> assertThat(checked.problem(key, value)).as(key).isEmpty());
        Environment environment = Farm.environment(all);
        Duration enough = Duration.ofSeconds(30);
        return new JavaStackServer(
                environment,
                machine.server(),
                machine.shell(environment),
                new Deadlines(
                        enough, enough, enough, Duration.ofSeconds(5), enough, enough, enough, Duration.ofMillis(100)),
                RunStep.reading("test"));
    }

    private void install(String farm, String... running) throws IOException {
        Path tools = Path.of("src/test/resources/unseen/tools");
        for (Path source : List.of(
                tools.resolve("machine.sh"),
                tools.resolve(farm).resolve("farm.sh"),
                tools.resolve(farm).resolve("service"),
                tools.resolve(farm).resolve("serviceconfigurator.sh"),
                tools.resolve(farm).resolve("configurationtool.sh"))) {
            machine.program(source.getFileName().toString(), Files.readString(source));
        }
        Files.writeString(machine.folder().resolve("version.txt"), "10.0.1023.0\n");
        Files.writeString(machine.folder().resolve("server.hsconf"), HSCONF);
        Files.copy(
                tools.resolve(farm).resolve("os.services.conf"),
                machine.folder().resolve("os.services.conf"));
        for (String service : running) {
            Files.writeString(machine.folder().resolve("run-" + service), "");
        }
    }

    private String file(String name) throws IOException {
        return Files.readString(machine.folder().resolve(name));
    }

    private String toolLog() throws IOException {
        Path log = machine.folder().resolve("tool.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }
}
