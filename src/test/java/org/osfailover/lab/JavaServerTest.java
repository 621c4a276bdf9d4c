package org.osfailover.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.osfailover.farm.PlatformService.CONTROLLER;
import static org.osfailover.farm.PlatformService.DEPLOYER;
import static org.osfailover.farm.PlatformService.SCHEDULER;
import static org.osfailover.farm.ServiceState.INITIALISED;
import static org.osfailover.farm.ServiceState.RUNNING;
import static org.osfailover.farm.ServiceState.STOPPED;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.StartType;

class JavaServerTest {

    private LabFarm underTest;

    @BeforeEach
    void start() throws IOException {
        begin(LabOptions.defaults());
    }

    private void begin(LabOptions options) throws IOException {
        underTest = LabFarms.java(options);
        underTest.start();
    }

    @AfterEach
    void close() {
        underTest.close();
    }

    private LabClient.Answer run(String server, String command) throws IOException {
        try (LabClient client = LabClient.to(underTest.server(server))) {
            return client.run(command);
        }
    }

    @Test
    void status_runningService_saysRunning() throws IOException {
        LabClient.Answer answer = run("fe1", "sudo -n -- service outsystems status SCHEDULER");

        assertThat(answer.out()).isEqualTo("OutSystems Scheduler Service  -  RUNNING\n");
        assertThat(answer.exit()).isZero();
    }

    @Test
    void status_disabledService_saysDisabledAndEndsWithThree() throws IOException {
        LabClient.Answer answer = run("fe3", "service outsystems status SCHEDULER");

        assertThat(answer.out()).isEqualTo("OutSystems Scheduler Service  -  DISABLED\n");
        assertThat(answer.exit()).isEqualTo(3);
    }

    @Test
    void stop_runningService_stopsItAndItStaysEnabled() throws IOException {
        LabClient.Answer answer = run("fe1", "sudo -n -- service outsystems stop SCHEDULER");

        assertThat(answer.exit()).isZero();
        assertThat(underTest.server("fe1").state(SCHEDULER)).isEqualTo(STOPPED);
        assertThat(underTest.server("fe1").startType(SCHEDULER)).isEqualTo(StartType.AUTOMATIC);
        assertThat(run("fe1", "sudo -n -- service outsystems status SCHEDULER").out())
                .contains("STOPPED");
    }

    @Test
    void stop_withoutRoot_isRefused() throws IOException {
        LabClient.Answer answer = run("fe1", "service outsystems stop SCHEDULER");

        assertThat(answer.exit()).isNotZero();
        assertThat(answer.err()).contains("root");
        assertThat(underTest.server("fe1").state(SCHEDULER)).isEqualTo(INITIALISED);
    }

    @Test
    void start_disabledService_isRefused() throws IOException {
        LabClient.Answer answer = run("fe3", "sudo -n -- service outsystems start SCHEDULER");

        assertThat(answer.exit()).isEqualTo(1);
        assertThat(answer.err()).contains("disabled");
        assertThat(underTest.server("fe3").state(SCHEDULER)).isEqualTo(STOPPED);
    }

    @Test
    void unknownCommand_endsWith127AndIsNoted() throws IOException {
        LabClient.Answer answer = run("fe1", "systemctl status outsystems");

        assertThat(answer.exit()).isEqualTo(127);
        assertThat(answer.err()).contains("systemctl: command not found");
        assertThat(underTest.server("fe1").journal().unknownCommands()).containsExactly("systemctl status outsystems");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat x | grep y", "echo $(id)", "echo \"$HOME\"", "ls *", "nohup x &"})
    void syntaxBeyondTheSimulatedShell_isRefusedAndNoted(String command) throws IOException {
        assertThat(run("fe1", command).exit()).isNotZero();
        assertThat(underTest.server("fe1").journal().unknownCommands()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo 'it'\\''s' \"a  b\" c\\ d",
                "sh -c 'echo '\\''it'\\''\\'\\'''\\''s'\\'' \"a  b\" c\\ d'",
                "false || echo \"it's\" 'a  b' 'c d'",
                "true && echo \"it's\" 'a  b' \"c d\""
            })
    void quoting_isThatOfAPosixShell(String command) throws IOException {
        assertThat(run("fe1", command).out()).isEqualTo("it's a  b c d\n");
    }

    @Test
    void portCheck_answersWhereTheServiceIsInitialised() throws IOException {
        assertThat(run("fe1", "bash -c 'exec 3<>/dev/tcp/127.0.0.1/12000'").exit())
                .isZero();
        assertThat(run("fe2", "bash -c 'exec 3<>/dev/tcp/127.0.0.1/12000'").exit())
                .isEqualTo(1);
        assertThat(run("fe2", "bash -c 'exec 3<>/dev/tcp/127.0.30.11/12000'").exit())
                .isZero();
    }

    @Test
    void configuration_isReadableForRootAlone() throws IOException {
        assertThat(run("fe1", "cat /etc/outsystems/server.hsconf").err()).contains("Permission denied");
        assertThat(run("fe1", "sudo -n -- cat /etc/outsystems/server.hsconf").out())
                .contains("<CompilerServerHostname>127.0.30.11</CompilerServerHostname>");
    }

    @Test
    void copy_keepsTheTimeOfTheOriginal() throws IOException {
        String original = run("fe1", "sudo -n -- stat -c %Y /etc/outsystems/server.hsconf")
                .out();

        assertThat(run("fe1", "sudo -n -- cp -p /etc/outsystems/server.hsconf /etc/outsystems/server.hsconf.r.bak")
                        .exit())
                .isZero();

        assertThat(run("fe1", "sudo -n -- stat -c %Y /etc/outsystems/server.hsconf.r.bak")
                        .out())
                .isEqualTo(original);
        assertThat(run("fe1", "sudo -n -- test -e /etc/outsystems/server.hsconf.r.bak")
                        .exit())
                .isZero();
        assertThat(run("fe1", "sudo -n -- test -e /etc/outsystems/other").exit())
                .isEqualTo(1);
    }

    @Test
    void processes_showWhatRunsAndForHowLong() throws IOException {
        String processes = run("fe3", "ps -eo pid,etimes,args").out();

        assertThat(processes).contains("logservice").doesNotContain("scheduler.Scheduler");
        assertThat(run("fe1", "ps -eo pid,etimes,args").out()).contains("scheduler.Scheduler", "deploymentcontroller");
    }

    @Test
    void configurator_disablesWhatIsAnsweredNo_andStopsIt() throws IOException {
        try (LabClient client = LabClient.to(underTest.server("fe1"));
                LabClient.Conversation talk =
                        client.converse("sudo -n -- /opt/outsystems/platform/serviceconfigurator.sh -interactive")) {
            LabClient.Answer answer = talk.answer("Enable OutSystems Log Service? (Y/N) [Y]: ", "Y")
                    .answer("Enable OutSystems Deployment Controller Service? (Y/N) [Y]: ", "")
                    .answer("Enable OutSystems Deployment Service? (Y/N) [Y]: ", "Y")
                    .answer("Enable OutSystems Scheduler Service? (Y/N) [Y]: ", "N")
                    .answer("Enable OutSystems SMS Connector Service? (Y/N) [N]: ", "N")
                    .end();
            assertThat(answer.exit()).isZero();
        }
        assertThat(underTest.server("fe1").state(SCHEDULER)).isEqualTo(STOPPED);
        assertThat(underTest.server("fe1").startType(SCHEDULER)).isEqualTo(StartType.DISABLED);
        assertThat(underTest.server("fe1").state(CONTROLLER)).isEqualTo(INITIALISED);
        assertThat(run("fe1", "cat /etc/outsystems/os.services.conf").out()).contains("SCHEDULER=\"DISABLED\"");
    }

    @Test
    void configurator_hungUpBeforeItsEnd_changesNothing() throws IOException {
        try (LabClient client = LabClient.to(underTest.server("fe1"));
                LabClient.Conversation talk =
                        client.converse("sudo -n -- /opt/outsystems/platform/serviceconfigurator.sh -interactive")) {
            talk.answer("Log Service", "N").answer("Controller Service", "N");
        }
        assertThat(underTest.server("fe1").startType(CONTROLLER)).isEqualTo(StartType.AUTOMATIC);
        assertThat(underTest.server("fe1").state(CONTROLLER)).isEqualTo(INITIALISED);
    }

    @Test
    void configurator_unclearAnswer_asksAgain() throws IOException {
        try (LabClient client = LabClient.to(underTest.server("fe1"));
                LabClient.Conversation talk =
                        client.converse("sudo -n -- /opt/outsystems/platform/serviceconfigurator.sh -interactive")) {
            talk.answer("Log Service", "perhaps")
                    .answer("Please answer Y or N", "")
                    .type("\u0003");
            assertThat(talk.end().exit()).isEqualTo(130);
        }
    }

    @Test
    void interactiveTool_withoutATerminal_isRefused() throws IOException {
        assertThat(run("fe1", "sudo -n -- /opt/outsystems/platform/configurationtool.sh")
                        .err())
                .contains("not a terminal");
    }

    @Test
    void controllerMoved_servicesInitialiseOnceTheNewControllerAnswers() throws IOException {
        LabServer old = underTest.server("fe1");
        LabServer next = underTest.server("fe2");
        old.stop(CONTROLLER);
        old.startType(CONTROLLER, StartType.DISABLED);
        next.startType(CONTROLLER, StartType.AUTOMATIC);

        LabClient.Answer moved = configure(next, "127.0.30.12", "Y", "N");

        assertThat(moved.exit()).isZero();
        assertThat(next.controllerAddress()).isEqualTo("127.0.30.12");
        assertThat(next.state(CONTROLLER)).isEqualTo(INITIALISED);
        assertThat(next.environment().runningController()).contains(next);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(next.state(DEPLOYER)).isEqualTo(INITIALISED));
        assertThat(next.environment().serialNumber()).contains(old.serialNumber());

        assertThat(configure(next, "", "N", "Y").out()).contains("Service Center installed successfully");
        assertThat(next.environment().serialNumber()).contains(next.serialNumber());
    }

    @Test
    void serviceCenter_whereTheControllerDoesNotRun_isNotInstalled() throws IOException {
        LabServer frontEnd = underTest.server("fe2");

        LabClient.Answer answer = configure(frontEnd, "", "N", "Y");

        assertThat(answer.exit()).isNotZero();
        assertThat(answer.out()).contains("Could not connect to the Deployment Controller Service");
        assertThat(frontEnd.environment().serviceCenter().installedOn()).isEqualTo("fe1");
    }

    @Test
    void frontEndPointedToAServerWithoutController_runsAndDoesNotInitialise() throws IOException {
        LabServer frontEnd = underTest.server("fe2");

        LabClient.Answer answer = configure(frontEnd, "127.0.30.13", "Y", "N");

        assertThat(answer.out()).contains("WARNING: OutSystems Deployment Service did not initialize in time");
        assertThat(frontEnd.state(DEPLOYER)).isEqualTo(RUNNING);
    }

    private LabClient.Answer configure(LabServer server, String controller, String restart, String serviceCenter)
            throws IOException {
        try (LabClient client = LabClient.to(server);
                LabClient.Conversation talk =
                        client.converse("sudo -n -- /opt/outsystems/platform/configurationtool.sh")) {
            return talk.answer("Your choice [2]:", "")
                    .answer("Your choice [1]:", "")
                    .answer("Host [", "")
                    .answer("Port [", "")
                    .answer("Service Name [", "")
                    .answer("Admin User [", "")
                    .answer("Admin Password [", "")
                    .answer("Runtime User [", "")
                    .answer("Runtime Password [", "")
                    .answer("Deployment Controller Server [", controller)
                    .answer("Controller Port [", "")
                    .answer("Deployment Service Port [", "")
                    .answer("Scheduler Service Port [", "")
                    .answer("Restart all OutSystems services now?", restart)
                    .answer("Run Service Center installation?", serviceCenter)
                    .end();
        }
    }
}
