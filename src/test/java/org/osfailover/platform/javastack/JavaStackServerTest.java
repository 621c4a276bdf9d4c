package org.osfailover.platform.javastack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.platform.LongTasks;
import org.osfailover.platform.javastack.LinuxFake.Fault;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.RemoteAccessException;

class JavaStackServerTest {

    private static final String BACKUP = LinuxFake.HSCONF + ".production-2026-11-22-1.bak";

    private final LinuxFake linux = new LinuxFake();
    private final Map<String, String> overrides = new HashMap<>();

    private JavaStackServer underTest() {
        return new JavaStackServer(
                Farm.environment(overrides),
                Farm.FE1,
                linux,
                Farm.deadlines(),
                new RunStep("production-2026-11-22-1", "test", linux.rehearsal));
    }

    private static RefusalCode code(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) outcome).code();
    }

    private LinuxFake.Service service(PlatformService service) {
        return linux.service(service);
    }

    @Nested
    class Reading {

        @Test
        void everythingReadable_isReadAndNothingIsChanged() {
            ServerReading reading = underTest().read();

            assertThat(reading.reachable()).isTrue();
            assertThat(reading.problem()).isNull();
            assertThat(reading.version()).isEqualTo("10.0.1023.0");
            assertThat(reading.controllerAddress()).isEqualTo("10.0.0.11");
            assertThat(reading.serialNumber()).isNull();
            assertThat(reading.cacheServiceHost()).isNull();
            assertThat(reading.service(PlatformService.CONTROLLER).isStoppedAndDisabled())
                    .isTrue();
            assertThat(reading.service(PlatformService.SCHEDULER).startType()).isEqualTo(StartType.AUTOMATIC);
            assertThat(reading.service(PlatformService.SCHEDULER).state()).isEqualTo(ServiceState.INITIALISED);
            assertThat(reading.service(PlatformService.LOG).state()).isEqualTo(ServiceState.RUNNING);
            assertThat(reading.service(PlatformService.RABBITMQ).startType()).isEqualTo(StartType.ABSENT);
            assertThat(linux.changes()).isEmpty();
        }

        @Test
        void portDoesNotAnswer_serviceRunsAndHasNotInitialised() {
            service(PlatformService.DEPLOYER).portAnswers = false;

            var reading = underTest().read().service(PlatformService.DEPLOYER);

            assertThat(reading.state()).isEqualTo(ServiceState.RUNNING);
            assertThat(reading.detail()).contains("12001 does not answer yet");
        }

        @Test
        void portCanNotBeTried_serviceRunsAndTheReasonIsTold() {
            linux.portCheck = Optional.of(LinuxFake.completed(127, "", "bash: command not found"));

            var reading = underTest().read().service(PlatformService.DEPLOYER);

            assertThat(reading.state()).isEqualTo(ServiceState.RUNNING);
            assertThat(reading.detail()).contains("can't be tried").contains("java.initialised-by");
        }

        @Test
        void environmentTrustsTheStatus_noPortIsTried() {
            overrides.put("java.initialised-by", "status");

            assertThat(underTest().read().service(PlatformService.DEPLOYER).state())
                    .isEqualTo(ServiceState.INITIALISED);
            assertThat(linux.sent).noneMatch(line -> line.startsWith("bash"));
        }

        @Test
        void servicesFileMissing_onlyTheStatusWordTells() {
            linux.files.put("no " + LinuxFake.SERVICES, "");

            ServerReading reading = underTest().read();

            assertThat(reading.service(PlatformService.CONTROLLER).startType()).isEqualTo(StartType.DISABLED);
            assertThat(reading.service(PlatformService.SCHEDULER).startType()).isEqualTo(StartType.UNKNOWN);
            assertThat(reading.service(PlatformService.SCHEDULER).detail()).contains("can't be read");
        }

        @Test
        void serviceNotInstalled_isAbsent() {
            linux.services.remove(PlatformService.SMS);
            linux.services.remove(PlatformService.CONTROLLER);

            ServerReading reading = underTest().read();

            assertThat(reading.service(PlatformService.SMS).startType()).isEqualTo(StartType.ABSENT);
            assertThat(reading.service(PlatformService.CONTROLLER).startType()).isEqualTo(StartType.ABSENT);
        }

        @ParameterizedTest
        @EnumSource(RemoteAccessException.Reason.class)
        void nobodyCanLogIn_readingSaysWhy(RemoteAccessException.Reason reason) {
            linux.noAccess = Optional.of(new RemoteAccessException(reason, "port 22 of 10.0.0.11 does not answer"));

            ServerReading reading = underTest().read();

            assertThat(reading.reachable()).isFalse();
            assertThat(reading.problem()).contains("10.0.0.11");
            assertThat(reading.problemCode())
                    .isEqualTo(
                            switch (reason) {
                                case UNREACHABLE -> RefusalCode.SERVER_UNREACHABLE;
                                case TOO_SLOW -> RefusalCode.SERVER_SLOW;
                                default -> RefusalCode.valueOf(reason.name());
                            });
        }

        @Test
        void sudoWantsAPassword_problemSaysWhatToDo() {
            linux.faults.put("cat /etc/outsystems", Fault.NO_RIGHTS);

            ServerReading reading = underTest().read();

            assertThat(reading.reachable()).isTrue();
            assertThat(reading.problem()).contains("failover").contains("sudoers");
        }

        @Test
        void serverHangs_readingIsUnknownAndSaysSo() {
            linux.faults.put("status SCHEDULER", Fault.TIMED_OUT_BEFORE);

            ServerReading reading = underTest().read();

            assertThat(reading.service(PlatformService.SCHEDULER).state()).isEqualTo(ServiceState.UNKNOWN);
            assertThat(reading.problem()).contains("did not answer 'service outsystems status SCHEDULER'");
        }

        @Test
        void configurationIsNotXml_addressIsUnknownAndNoContentIsShown() {
            linux.files.put(LinuxFake.HSCONF, "<EnvironmentConfiguration><Password>hunter2</EnvironmentConfiguration>");

            ServerReading reading = underTest().read();

            assertThat(reading.controllerAddress()).isNull();
            assertThat(reading.problem()).contains("not readable XML").doesNotContain("hunter2");
        }

        @Test
        void configurationWithDocumentType_isNotRead() {
            linux.files.put(
                    LinuxFake.HSCONF,
                    "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><E><CompilerServerHostname>&e;</CompilerServerHostname></E>");

            assertThat(underTest().read().controllerAddress()).isNull();
        }

        @Test
        void overrideIsNoRegularExpression_problemNamesIt() {
            overrides.put("java.status.running", "(RUNNING");

            assertThat(underTest().read().problem()).contains("java.status.running");
        }
    }

    @Nested
    class Stopping {

        @Test
        void running_isStoppedAndReadBack() {
            Outcome outcome = underTest().stop(PlatformService.SCHEDULER);

            assertThat(outcome).isInstanceOf(Outcome.Changed.class);
            assertThat(service(PlatformService.SCHEDULER).runs()).isFalse();
            assertThat(linux.changes()).containsExactly("service outsystems stop SCHEDULER");
        }

        @Test
        void stopped_nothingIsDone() {
            service(PlatformService.SCHEDULER).word = "STOPPED";

            assertThat(underTest().stop(PlatformService.SCHEDULER)).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(linux.changes()).isEmpty();
        }

        @Test
        void statusSaysStoppedAndThePortAnswers_isNotTakenForStopped() {
            service(PlatformService.SCHEDULER).word = "STOPPED";
            linux.portCheck = Optional.of(LinuxFake.completed(0, "", ""));

            Outcome outcome = underTest().stop(PlatformService.SCHEDULER);

            assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
            assertThat(outcome.sentence()).contains("UNKNOWN").contains("port 12002 answers");
            assertThat(underTest().read().service(PlatformService.SCHEDULER).isStoppedAndDisabled())
                    .isFalse();
        }

        @Test
        void absent_isASuccess() {
            linux.services.remove(PlatformService.SMS);

            assertThat(underTest().stop(PlatformService.SMS)).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(underTest().stop(PlatformService.RABBITMQ)).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(linux.changes()).isEmpty();
        }

        @ParameterizedTest
        @EnumSource(
                value = Fault.class,
                names = {"LOST_AFTER", "TIMED_OUT_AFTER"})
        void answerLostButStopped_probeFindsIt(Fault fault) {
            linux.faults.put("stop SCHEDULER", fault);

            assertThat(underTest().stop(PlatformService.SCHEDULER)).isInstanceOf(Outcome.Changed.class);
            assertThat(linux.changes()).hasSize(1);
        }

        @Test
        void answerLostAndStillRunning_isToldAndNotRepeated() {
            linux.faults.put("stop SCHEDULER", Fault.LOST_BEFORE);

            Outcome outcome = underTest().stop(PlatformService.SCHEDULER);

            assertThat(code(outcome)).isEqualTo(RefusalCode.NOT_IN_WANTED_STATE);
            assertThat(outcome.sentence()).contains("RUNNING").contains("connection was lost");
            assertThat(linux.changes()).hasSize(1);
        }

        @Test
        void serverGoneAfterwards_isUnknown() {
            linux.faults.put("stop SCHEDULER", Fault.LOST_FOR_GOOD);

            assertThat(underTest().stop(PlatformService.SCHEDULER)).isInstanceOf(Outcome.Unknown.class);
        }

        @Test
        void saysSuccessAndStillRuns_isNotBelieved() {
            linux.faults.put("stop SCHEDULER", Fault.NO_EFFECT);

            assertThat(code(underTest().stop(PlatformService.SCHEDULER))).isEqualTo(RefusalCode.NOT_IN_WANTED_STATE);
        }

        @Test
        void fails_isRefusedWithWhatWasSaid() {
            linux.faults.put("stop SCHEDULER", Fault.FAILS);

            Outcome outcome = underTest().stop(PlatformService.SCHEDULER);

            assertThat(code(outcome)).isEqualTo(RefusalCode.COMMAND_FAILED);
            assertThat(outcome.sentence()).contains("something broke");
        }

        @Test
        void stateNotReadable_isStoppedAndStaysUnknown() {
            linux.status = Optional.of("OutSystems Scheduler Service - ZZZ\n");

            Outcome outcome = underTest().stop(PlatformService.SCHEDULER);

            assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
            assertThat(outcome.sentence()).contains("ZZZ").contains("exit code 3");
            assertThat(linux.changes()).hasSize(1);
        }

        @Test
        void noRights_isRefusedWithWhatToDo() {
            linux.faults.put("stop SCHEDULER", Fault.NO_RIGHTS);

            Outcome outcome = underTest().stop(PlatformService.SCHEDULER);

            assertThat(code(outcome)).isEqualTo(RefusalCode.PRIVILEGE_MISSING);
            assertThat(outcome.sentence()).contains("sudoers");
        }

        @Test
        void rehearsal_isListedOnly() {
            linux.rehearsal = true;

            assertThat(underTest().stop(PlatformService.SCHEDULER)).isInstanceOf(Outcome.Rehearsed.class);
            assertThat(service(PlatformService.SCHEDULER).runs()).isTrue();
        }
    }

    @Nested
    class Starting {

        @Test
        void stopped_isStartedAndReadBack() {
            service(PlatformService.DEPLOYER).word = "STOPPED";

            assertThat(underTest().start(PlatformService.DEPLOYER)).isInstanceOf(Outcome.Changed.class);
            assertThat(service(PlatformService.DEPLOYER).runs()).isTrue();
        }

        @Test
        void running_nothingIsDone() {
            assertThat(underTest().start(PlatformService.DEPLOYER)).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(linux.changes()).isEmpty();
        }

        @Test
        void answerLost_probeTells() {
            service(PlatformService.DEPLOYER).word = "STOPPED";
            linux.faults.put("start DEPLOYER", Fault.LOST_AFTER);

            assertThat(underTest().start(PlatformService.DEPLOYER)).isInstanceOf(Outcome.Changed.class);
            assertThat(linux.changes()).hasSize(1);
        }

        @Test
        void disabled_isNotStarted() {
            assertThat(code(underTest().start(PlatformService.CONTROLLER))).isEqualTo(RefusalCode.NOT_IN_WANTED_STATE);
            assertThat(linux.changes()).isEmpty();
        }

        @Test
        void disabledInARehearsal_isListed() {
            linux.rehearsal = true;

            assertThat(underTest().start(PlatformService.CONTROLLER)).isInstanceOf(Outcome.Rehearsed.class);
        }

        @Test
        void absent_isRefused() {
            linux.services.remove(PlatformService.SMS);

            assertThat(code(underTest().start(PlatformService.SMS))).isEqualTo(RefusalCode.SERVICE_ABSENT);
            assertThat(code(underTest().start(PlatformService.RABBITMQ))).isEqualTo(RefusalCode.SERVICE_ABSENT);
        }
    }

    @Nested
    class Enabling {

        @Test
        void enabled_isDisabledAndEveryOtherStaysAsItIs() {
            Outcome outcome = underTest().disable(PlatformService.SCHEDULER);

            assertThat(outcome).isInstanceOf(Outcome.Changed.class);
            assertThat(service(PlatformService.SCHEDULER).enabled).isFalse();
            assertThat(service(PlatformService.LOG).enabled).isTrue();
            assertThat(service(PlatformService.DEPLOYER).enabled).isTrue();
            assertThat(service(PlatformService.CONTROLLER).enabled).isFalse();
            assertThat(linux.changes()).containsExactly("/opt/outsystems/platform/serviceconfigurator.sh -interactive");
        }

        @Test
        void disabled_isSetToAutomatic() {
            assertThat(underTest().setAutomatic(PlatformService.CONTROLLER)).isInstanceOf(Outcome.Changed.class);
            assertThat(service(PlatformService.CONTROLLER).enabled).isTrue();
            assertThat(service(PlatformService.CONTROLLER).runs()).isFalse();
        }

        @Test
        void soAlready_nothingIsDone() {
            assertThat(underTest().disable(PlatformService.CONTROLLER)).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(underTest().setAutomatic(PlatformService.SCHEDULER)).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(linux.changes()).isEmpty();
        }

        @ParameterizedTest
        @EnumSource(
                value = Fault.class,
                names = {"LOST_AFTER", "TIMED_OUT_AFTER"})
        void endLostButDone_probeFindsIt(Fault fault) {
            linux.faults.put("serviceconfigurator", fault);

            assertThat(underTest().disable(PlatformService.SCHEDULER)).isInstanceOf(Outcome.Changed.class);
            assertThat(linux.changes()).hasSize(1);
        }

        @Test
        void connectionLostBeforeAnything_isToldAndNotRepeated() {
            linux.faults.put("serviceconfigurator", Fault.LOST_BEFORE);

            assertThat(code(underTest().disable(PlatformService.SCHEDULER))).isEqualTo(RefusalCode.NOT_IN_WANTED_STATE);
            assertThat(linux.changes()).hasSize(1);
        }

        @Test
        void serverGoneAfterwards_isUnknown() {
            linux.faults.put("serviceconfigurator", Fault.LOST_FOR_GOOD);

            assertThat(underTest().disable(PlatformService.SCHEDULER)).isInstanceOf(Outcome.Unknown.class);
        }

        @Test
        void questionAboutAnUnknownService_isEndedBeforeItSaves() {
            linux.configurator = terminal -> {
                terminal.yes("Enable OutSystems Telemetry Service?");
                return linux.new DocumentedConfigurator().run(terminal);
            };

            Outcome outcome = underTest().disable(PlatformService.SCHEDULER);

            assertThat(code(outcome)).isEqualTo(RefusalCode.UNEXPECTED_QUESTION);
            assertThat(outcome.sentence()).contains("Telemetry").contains("java.service-configurator.answers");
            assertThat(service(PlatformService.SCHEDULER).enabled).isTrue();
        }

        @Test
        void questionKnownToTheEnvironment_isAnswered() {
            overrides.put("java.service-configurator.answers", "Telemetry Service\\? .*: => N");
            linux.configurator = terminal -> {
                assertThat(terminal.yes("Enable OutSystems Telemetry Service?")).isFalse();
                return linux.new DocumentedConfigurator().run(terminal);
            };

            assertThat(underTest().disable(PlatformService.SCHEDULER)).isInstanceOf(Outcome.Changed.class);
        }

        @Test
        void unknownQuestionAfterSaving_isDoneAllTheSame() {
            linux.configurator = terminal -> {
                linux.new DocumentedConfigurator().run(terminal);
                terminal.yes("Send a report to the vendor?");
                return 0;
            };

            Outcome outcome = underTest().disable(PlatformService.SCHEDULER);

            assertThat(outcome).isInstanceOf(Outcome.Changed.class);
            assertThat(outcome.sentence()).contains("Send a report");
        }

        @Test
        void toolChangesAnotherService_isRefusedAndNamed() {
            linux.configurator = terminal -> {
                int exitCode = linux.new DocumentedConfigurator().run(terminal);
                service(PlatformService.DEPLOYER).enabled = false;
                return exitCode;
            };

            Outcome outcome = underTest().disable(PlatformService.SCHEDULER);

            assertThat(code(outcome)).isEqualTo(RefusalCode.NOT_IN_WANTED_STATE);
            assertThat(outcome.sentence()).contains("Deployment was AUTOMATIC and is now DISABLED");
        }

        @Test
        void toolSaysDoneAndIsNot_isNotBelieved() {
            linux.configurator = terminal -> {
                terminal.println("Nothing to do.");
                return 0;
            };

            assertThat(code(underTest().disable(PlatformService.SCHEDULER))).isEqualTo(RefusalCode.NOT_IN_WANTED_STATE);
        }

        @Test
        void toolFails_isRefusedWithItsWords() {
            linux.configurator = terminal -> {
                terminal.println("Cannot write os.services.conf");
                return 2;
            };

            Outcome outcome = underTest().disable(PlatformService.SCHEDULER);

            assertThat(code(outcome)).isEqualTo(RefusalCode.COMMAND_FAILED);
            assertThat(outcome.sentence()).contains("Cannot write");
        }

        @Test
        void noRights_isRefusedWithWhatToDo() {
            linux.faults.put("serviceconfigurator", Fault.NO_RIGHTS);

            assertThat(code(underTest().disable(PlatformService.SCHEDULER))).isEqualTo(RefusalCode.PRIVILEGE_MISSING);
        }

        @Test
        void rehearsal_isListedOnly() {
            linux.rehearsal = true;

            assertThat(underTest().disable(PlatformService.SCHEDULER)).isInstanceOf(Outcome.Rehearsed.class);
            assertThat(service(PlatformService.SCHEDULER).enabled).isTrue();
        }

        @Test
        void absent_isASuccessToDisableAndRefusedToEnable() {
            linux.services.remove(PlatformService.SMS);

            assertThat(underTest().disable(PlatformService.SMS)).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(code(underTest().setAutomatic(PlatformService.SMS))).isEqualTo(RefusalCode.SERVICE_ABSENT);
        }
    }

    @Nested
    class WritingTheControllerAddress {

        private Outcome write() {
            return LongTasks.writeControllerAddress(underTest(), "10.0.0.12", Optional.empty());
        }

        @Test
        void another_isWrittenAfterABackupAndWithoutServiceCenter() {
            linux.serviceCenterInstalled = true;

            Outcome outcome = write();

            assertThat(outcome).isInstanceOf(Outcome.Changed.class);
            assertThat(linux.files).containsEntry(LinuxFake.HSCONF, LinuxFake.hsconf("10.0.0.12"));
            assertThat(linux.files).containsEntry(BACKUP, LinuxFake.hsconf("10.0.0.11"));
            assertThat(linux.serviceCenterInstalled).isFalse();
            assertThat(linux.modulesPrepared).isFalse();
            assertThat(linux.changes())
                    .containsExactly(
                            "cp -p " + LinuxFake.HSCONF + " " + BACKUP,
                            "/opt/outsystems/platform/configurationtool.sh");
        }

        @Test
        void configurationAndBackup_areReadConfidentially() {
            linux.faults.put("configurationtool", Fault.LOST_BEFORE);
            write();
            linux.faults.clear();
            write();
            underTest().read();

            assertThat(linux.confidential)
                    .contains("cat " + LinuxFake.HSCONF, "cat " + BACKUP)
                    .containsAll(linux.sent.stream()
                            .filter(line -> line.startsWith("cat ") && line.contains("hsconf"))
                            .toList());
        }

        @Test
        void writtenAlready_nothingIsDone() {
            linux.files.put(LinuxFake.HSCONF, LinuxFake.hsconf("10.0.0.12"));

            assertThat(write()).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(linux.changes()).isEmpty();
        }

        @Test
        void twice_secondChangesNothing() {
            write();
            linux.sent.clear();

            assertThat(write()).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(linux.changes()).isEmpty();
        }

        @Test
        void endLostButWritten_probeFindsIt() {
            linux.faults.put("configurationtool", Fault.LOST_AFTER);

            assertThat(write()).isInstanceOf(Outcome.Changed.class);
        }

        @Test
        void connectionLostBefore_isToldAndTheBackupIsKeptForTheNextTry() {
            linux.faults.put("configurationtool", Fault.LOST_BEFORE);

            assertThat(code(write())).isEqualTo(RefusalCode.NOT_IN_WANTED_STATE);

            linux.faults.clear();
            linux.sent.clear();
            assertThat(write()).isInstanceOf(Outcome.Changed.class);
            assertThat(linux.changes()).containsExactly("/opt/outsystems/platform/configurationtool.sh");
        }

        @Test
        void serverGoneAfterwards_isUnknown() {
            linux.faults.put("configurationtool", Fault.LOST_FOR_GOOD);

            assertThat(write()).isInstanceOf(Outcome.Unknown.class);
        }

        @Test
        void somethingElseChanges_isRefusedNamingKeysWithoutValues() {
            linux.tool = terminal -> {
                int exitCode = linux.new DocumentedTool().run(terminal);
                linux.files.computeIfPresent(
                        LinuxFake.HSCONF, (file, text) -> text.replace("c2VjcmV0", "bmV3c2VjcmV0"));
                return exitCode;
            };

            Outcome outcome = write();

            assertThat(code(outcome)).isEqualTo(RefusalCode.NOT_IN_WANTED_STATE);
            assertThat(outcome.sentence())
                    .contains("/PlatformDatabaseConfiguration/AdminPassword")
                    .contains(BACKUP)
                    .doesNotContain("bmV3c2VjcmV0");
            assertThat(code(write()))
                    .as("and again, although the address is there")
                    .isEqualTo(RefusalCode.NOT_IN_WANTED_STATE);
        }

        @Test
        void somethingElseMayBeRewrittenHere_isAccepted() {
            overrides.put("java.configuration-tool.may-rewrite", "/AdminPassword$");
            linux.tool = terminal -> {
                int exitCode = linux.new DocumentedTool().run(terminal);
                linux.files.computeIfPresent(
                        LinuxFake.HSCONF, (file, text) -> text.replace("c2VjcmV0", "bmV3c2VjcmV0"));
                return exitCode;
            };

            assertThat(write()).isInstanceOf(Outcome.Changed.class);
        }

        @Test
        void unknownQuestion_isEndedBeforeItSavesAndShowsNoPassword() {
            linux.tool = terminal -> {
                terminal.value("Admin Password", "hunter2");
                terminal.yes("Upgrade the database model?");
                return 0;
            };

            Outcome outcome = write();

            assertThat(code(outcome)).isEqualTo(RefusalCode.UNEXPECTED_QUESTION);
            assertThat(outcome.sentence())
                    .contains("Upgrade the database model")
                    .doesNotContain("hunter2");
            assertThat(linux.files).containsEntry(LinuxFake.HSCONF, LinuxFake.hsconf("10.0.0.11"));
        }

        @Test
        void unknownQuestionAfterSaving_isRefusedOnceAndFoundWrittenThen() {
            linux.tool = terminal -> {
                linux.files.put(LinuxFake.HSCONF, LinuxFake.hsconf("10.0.0.12"));
                terminal.yes("Send a report to the vendor?");
                return 0;
            };

            Outcome outcome = write();

            assertThat(code(outcome)).isEqualTo(RefusalCode.UNEXPECTED_QUESTION);
            assertThat(outcome.sentence()).contains("is written");
            assertThat(write()).isInstanceOf(Outcome.AlreadyDone.class);
        }

        @Test
        void toolNeverAsksForTheController_isNotAsExpected() {
            linux.tool = terminal -> {
                terminal.value("Database Host", "db1");
                return 0;
            };

            Outcome outcome = write();

            assertThat(code(outcome)).isEqualTo(RefusalCode.PLATFORM_NOT_AS_EXPECTED);
            assertThat(outcome.sentence()).contains("Deployment Controller Server");
        }

        @Test
        void backupFails_nothingElseIsDone() {
            linux.faults.put("cp -p", Fault.FAILS);

            assertThat(code(write())).isEqualTo(RefusalCode.COMMAND_FAILED);
            assertThat(linux.changes()).hasSize(1);
        }

        @Test
        void anotherToolIsRunning_nothingIsStarted() {
            linux.otherProcesses = "   4711    3600 /bin/sh /opt/outsystems/platform/configurationtool.sh\n";

            Outcome outcome = write();

            assertThat(outcome.sentence()).contains("4711").contains("nothing was started");
            assertThat(linux.changes()).isEmpty();
        }

        @Test
        void configurationMissing_isNotAsExpected() {
            linux.files.remove(LinuxFake.HSCONF);

            assertThat(code(write())).isEqualTo(RefusalCode.PLATFORM_NOT_AS_EXPECTED);
            assertThat(linux.changes()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({"''", "'10.0.0.12; reboot'", "'-x'"})
        void noAddress_isRefused(String address) {
            Outcome outcome = LongTasks.writeControllerAddress(underTest(), address, Optional.empty());

            assertThat(code(outcome)).isEqualTo(RefusalCode.NOT_ELIGIBLE);
            assertThat(linux.sent).isEmpty();
        }

        @Test
        void psWithoutEtimes_foreignToolIsFoundAllTheSame() {
            linux.psWithoutEtimes = """
                      PID     ELAPSED COMMAND
                        1 10-00:00:00 init
                     4711       03:04 /bin/sh /opt/outsystems/platform/configurationtool.sh
                    """;

            Outcome outcome = write();

            assertThat(code(outcome)).isEqualTo(RefusalCode.NOT_IN_WANTED_STATE);
            assertThat(outcome.sentence()).contains("process 4711, for 184 s", "nothing was started");
            assertThat(linux.changes()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"", "  PID TTY CMD\n  1 ? init\n", "  PID ELAPSED COMMAND\n 900 00:01 sshd: failover\n"})
        void psThatDoesNotTellWhatRuns_nothingIsBegun(String answer) {
            linux.psWithoutEtimes = answer;

            Outcome outcome = write();

            assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
            assertThat(outcome.sentence()).contains("can't be told", "nothing was started");
            assertThat(linux.changes()).isEmpty();
        }

        @Test
        void cacheServiceHost_isRefused() {
            Outcome outcome = LongTasks.writeControllerAddress(underTest(), "10.0.0.12", Optional.of("10.0.0.12"));

            assertThat(code(outcome)).isEqualTo(RefusalCode.PLATFORM_NOT_AS_EXPECTED);
            assertThat(linux.sent).isEmpty();
        }

        @Test
        void rehearsal_isListedOnlyAndLeavesNoBackup() {
            linux.rehearsal = true;

            assertThat(write()).isInstanceOf(Outcome.Rehearsed.class);
            assertThat(linux.files).doesNotContainKey(BACKUP);
            assertThat(linux.changes()).hasSize(2);
        }
    }

    @Nested
    class ApplyingTheConfiguration {

        @Test
        void startedBeforeTheConfigurationWasWritten_everyEnabledServiceIsRestartedInOrder() {
            Outcome outcome = LongTasks.applyConfiguration(underTest());

            assertThat(outcome).isInstanceOf(Outcome.Changed.class);
            assertThat(linux.changes())
                    .containsExactly(
                            "service outsystems stop LOG",
                            "service outsystems stop DEPLOYER",
                            "service outsystems stop SCHEDULER",
                            "service outsystems start LOG",
                            "service outsystems start DEPLOYER",
                            "service outsystems start SCHEDULER");
        }

        @Test
        void startedAfterwards_nothingIsDone() {
            LongTasks.applyConfiguration(underTest());
            linux.sent.clear();

            assertThat(LongTasks.applyConfiguration(underTest())).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(linux.changes()).isEmpty();
        }

        @Test
        void writtenInThisVerySecond_servicesStartInALaterOne() {
            linux.hsconfWrittenAt = linux.now;
            linux.clockRuns = false;
            linux.looksAtTheClock = 3; // then it goes on

            assertThat(LongTasks.applyConfiguration(underTest())).isInstanceOf(Outcome.Changed.class);
            linux.sent.clear();

            assertThat(LongTasks.applyConfiguration(underTest())).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(linux.changes()).isEmpty();
        }

        @Test
        void restartedByTheConfigurationTool_nothingIsDone() {
            LongTasks.writeControllerAddress(underTest(), "10.0.0.12", Optional.empty());
            linux.sent.clear();

            assertThat(LongTasks.applyConfiguration(underTest())).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(linux.changes()).isEmpty();
        }

        @Test
        void oneEnabledServiceIsStopped_isRestarted() {
            LongTasks.applyConfiguration(underTest());
            service(PlatformService.SCHEDULER).word = "STOPPED";

            assertThat(LongTasks.applyConfiguration(underTest())).isInstanceOf(Outcome.Changed.class);
            assertThat(service(PlatformService.SCHEDULER).runs()).isTrue();
        }

        @ParameterizedTest
        @CsvSource({"-1, true", "0, true", "1, false"})
        void startedAroundTheWriting_isRestartedUnlessSurelyLater(int secondsAfter, boolean restarted) {
            linux.services.values().forEach(state -> state.startedAt = linux.hsconfWrittenAt + secondsAfter);
            linux.clockRuns = false;

            Outcome outcome = LongTasks.applyConfiguration(underTest());

            assertThat(outcome instanceof Outcome.Changed).isEqualTo(restarted);
            assertThat(outcome.isSuccess()).isTrue();
        }

        @Test
        void agesNotReadable_isRestarted() {
            linux.hsconfWrittenAt = 1;
            linux.psWithoutEtimes = "";

            assertThat(LongTasks.applyConfiguration(underTest())).isInstanceOf(Outcome.Changed.class);
        }

        @Test
        void answerLost_probeTellsAndGoesOn() {
            linux.faults.put("start DEPLOYER", Fault.LOST_AFTER);

            assertThat(LongTasks.applyConfiguration(underTest())).isInstanceOf(Outcome.Changed.class);
            assertThat(linux.changes())
                    .filteredOn(line -> line.contains("start DEPLOYER"))
                    .hasSize(1);
        }

        @Test
        void oneDoesNotStart_isToldWithWhatIsStillStopped() {
            linux.faults.put("start DEPLOYER", Fault.NO_EFFECT);

            Outcome outcome = LongTasks.applyConfiguration(underTest());

            assertThat(code(outcome)).isEqualTo(RefusalCode.NOT_IN_WANTED_STATE);
            assertThat(outcome.sentence()).contains("Not started yet on fe1: Deployment, Scheduler");
        }

        @Test
        void rehearsal_listsEveryCommand() {
            linux.rehearsal = true;

            assertThat(LongTasks.applyConfiguration(underTest())).isInstanceOf(Outcome.Rehearsed.class);
            assertThat(linux.changes()).hasSize(6);
            assertThat(service(PlatformService.DEPLOYER).runs()).isTrue();
        }
    }

    @Nested
    class InstallingServiceCenter {

        @Test
        void isInstalledKeepingEveryValue() {
            Outcome outcome = LongTasks.installServiceCenter(underTest());

            assertThat(outcome).isInstanceOf(Outcome.Changed.class);
            assertThat(linux.serviceCenterInstalled).isTrue();
            assertThat(linux.modulesPrepared).isFalse();
            assertThat(linux.files).containsEntry(LinuxFake.HSCONF, LinuxFake.hsconf("10.0.0.11"));
        }

        @Test
        void notTheController_isRefusedAndNothingIsSent() {
            linux.files.put(LinuxFake.HSCONF, LinuxFake.hsconf("10.0.0.99"));

            Outcome outcome = LongTasks.installServiceCenter(underTest());

            assertThat(code(outcome)).isEqualTo(RefusalCode.NOT_IN_WANTED_STATE);
            assertThat(outcome.sentence()).contains("10.0.0.99", "10.0.0.11");
            assertThat(linux.serviceCenterInstalled).isFalse();
            assertThat(linux.changes()).isEmpty();
        }

        @Test
        void toolFails_isRefusedWithItsWords() {
            linux.tool = terminal -> {
                terminal.yes("Install Service Center?");
                terminal.println("Installation of Service Center failed: no database");
                return 0;
            };

            Outcome outcome = LongTasks.installServiceCenter(underTest());

            assertThat(code(outcome)).isEqualTo(RefusalCode.COMMAND_FAILED);
            assertThat(outcome.sentence()).contains("no database");
        }

        @Test
        void toolEndsWithAnExitCode_isRefused() {
            linux.tool = terminal -> {
                terminal.yes("Install Service Center?");
                return 9;
            };

            assertThat(code(LongTasks.installServiceCenter(underTest()))).isEqualTo(RefusalCode.COMMAND_FAILED);
        }

        @Test
        void toolNeverAsks_isNotAsExpected() {
            linux.tool = terminal -> 0;

            assertThat(code(LongTasks.installServiceCenter(underTest())))
                    .isEqualTo(RefusalCode.PLATFORM_NOT_AS_EXPECTED);
        }

        @ParameterizedTest
        @EnumSource(
                value = Fault.class,
                names = {"LOST_AFTER", "TIMED_OUT_AFTER", "LOST_FOR_GOOD"})
        void endLost_isUnknownAndNotRepeated(Fault fault) {
            linux.faults.put("configurationtool", fault);

            assertThat(LongTasks.installServiceCenter(underTest())).isInstanceOf(Outcome.Unknown.class);
            assertThat(linux.changes()).hasSize(1);
        }

        @Test
        void stillRunningFromBefore_isNotStartedAgain() {
            linux.otherProcesses = "   4711      60 java -cp x outsystems.hubedition.ConfigurationTool\n";

            Outcome outcome = LongTasks.installServiceCenter(underTest());

            assertThat(code(outcome)).isEqualTo(RefusalCode.NOT_IN_WANTED_STATE);
            assertThat(linux.changes()).isEmpty();
        }

        @Test
        void toolShowsAnotherController_isEnded() {
            linux.tool = terminal -> {
                terminal.value("Deployment Controller Server", "10.0.0.99");
                return 0;
            };

            assertThat(code(LongTasks.installServiceCenter(underTest()))).isEqualTo(RefusalCode.UNEXPECTED_QUESTION);
        }

        @Test
        void rehearsal_isListedOnly() {
            linux.rehearsal = true;

            assertThat(LongTasks.installServiceCenter(underTest())).isInstanceOf(Outcome.Rehearsed.class);
            assertThat(linux.serviceCenterInstalled).isFalse();
        }
    }

    @Nested
    class TheRest {

        @Test
        void cacheInvalidationService_isRefused() {
            assertThat(code(LongTasks.createCacheInvalidationService(underTest())))
                    .isEqualTo(RefusalCode.PLATFORM_NOT_AS_EXPECTED);
            assertThat(linux.sent).isEmpty();
        }

        @Test
        void customCommand_isRunByTheShell() {
            assertThat(underTest().runCustomCommand("switch-traffic --to blue | tee log"))
                    .isInstanceOf(Outcome.Changed.class);
            assertThat(linux.sent).containsExactly("sh -c 'switch-traffic --to blue | tee log'");
        }

        @Test
        void customCommandFails_isRefused() {
            linux.faults.put("sh -c", Fault.FAILS);

            assertThat(code(underTest().runCustomCommand("x"))).isEqualTo(RefusalCode.COMMAND_FAILED);
        }

        @ParameterizedTest
        @EnumSource(
                value = Fault.class,
                names = {"LOST_AFTER", "TIMED_OUT_AFTER"})
        void customCommandLost_isUnknown(Fault fault) {
            linux.faults.put("sh -c", fault);

            assertThat(underTest().runCustomCommand("x")).isInstanceOf(Outcome.Unknown.class);
            assertThat(linux.changes()).hasSize(1);
        }

        @Test
        void nobodyCanLogIn_everyStepIsRefusedWithTheReason() {
            linux.noAccess = Optional.of(
                    new RemoteAccessException(RemoteAccessException.Reason.HOST_KEY_CHANGED, "another key"));
            JavaStackServer server = underTest();

            assertThat(code(server.stop(PlatformService.SCHEDULER))).isEqualTo(RefusalCode.HOST_KEY_CHANGED);
            assertThat(code(server.disable(PlatformService.SCHEDULER))).isEqualTo(RefusalCode.HOST_KEY_CHANGED);
            assertThat(code(LongTasks.writeControllerAddress(server, "10.0.0.12", Optional.empty())))
                    .isEqualTo(RefusalCode.HOST_KEY_CHANGED);
            assertThat(code(LongTasks.applyConfiguration(server))).isEqualTo(RefusalCode.HOST_KEY_CHANGED);
            assertThat(code(LongTasks.installServiceCenter(server))).isEqualTo(RefusalCode.HOST_KEY_CHANGED);
            assertThat(code(server.runCustomCommand("x"))).isEqualTo(RefusalCode.HOST_KEY_CHANGED);
        }
    }

    /** Status wordings. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OutSystems Scheduler Service  -  DISABLED | STOPPED | true",
                "OutSystems Scheduler Service - RUNNING | RUNNING | false",
                "OutSystems Scheduler Service - NOT RUNNING | STOPPED | false",
                "OutSystems Scheduler Service - STOPPED | STOPPED | false",
                "OutSystems Scheduler Service - Stopped (disabled) | STOPPED | true",
                "OutSystems Scheduler Service - RUNNING (disabled) | RUNNING | true",
                "outsystems scheduler (pid  1234) is running... | RUNNING | false",
                "SCHEDULER: down | STOPPED | false",
                "SCHEDULER is shutting down | STOPPING | false",
                "Scheduler - inactive (dead) | STOPPED | false",
                "Scheduler - active (running) since Monday | RUNNING | false",
                "Scheduler - STARTING | STARTING | false",
                "Scheduler - STOPPING | STOPPING | false",
                "RUNNING | RUNNING | false",
                "Scheduler - wibble | UNKNOWN | false",
                "OutSystems Deployment Service - RUNNING | UNKNOWN | false",
            })
    void status_isUnderstood(String line, ServiceState state, boolean disabled) throws GivenUp {
        CommandResult.Completed answer = new CommandResult.Completed(OptionalInt.of(0), line.strip() + "\n", "");

        ServiceStatus status =
                ServiceStatus.of(PlatformService.SCHEDULER, answer, new JavaSettings(Farm.environment(Map.of())));

        assertThat(status.state()).isEqualTo(state);
        assertThat(status.disabled()).isEqualTo(disabled);
    }

    @Test
    void statusOfAllServices_ourLineIsTaken() throws GivenUp {
        CommandResult.Completed answer = LinuxFake.completed(0, """
                OutSystems Deployment Controller Service  -  DISABLED
                OutSystems Deployment Service  -  RUNNING
                OutSystems Scheduler Service  -  STOPPED
                """, "");
        JavaSettings settings = new JavaSettings(Farm.environment(Map.of()));

        assertThat(ServiceStatus.of(PlatformService.CONTROLLER, answer, settings)
                        .disabled())
                .isTrue();
        assertThat(ServiceStatus.of(PlatformService.DEPLOYER, answer, settings).state())
                .isEqualTo(ServiceState.RUNNING);
        assertThat(ServiceStatus.of(PlatformService.SCHEDULER, answer, settings).state())
                .isEqualTo(ServiceState.STOPPED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SCHEDULER=\"ENABLED\" | AUTOMATIC",
                "SCHEDULER='disabled' | DISABLED",
                "export Scheduler=enabled # the timers | AUTOMATIC",
                "SCHEDULER = DISABLED | DISABLED",
                "SCHEDULER=yes | AUTOMATIC",
                "SCHEDULER=ENABLED;SCHEDULER_X=1 | AUTOMATIC",
                "SCHEDULER=$OTHER | UNKNOWN",
            })
    void servicesFile_isUnderstood(String line, StartType startType) throws GivenUp {
        ServicesFile file = new ServicesFile(
                "# SCHEDULER=\"DISABLED\"\n" + line.strip() + "\n#SCHEDULER=\"DISABLED\"\n",
                new JavaSettings(Farm.environment(Map.of())));

        assertThat(file.startType(PlatformService.SCHEDULER)).contains(startType);
        assertThat(file.startType(PlatformService.CONTROLLER)).isEmpty();
    }
}
