package org.osfailover.platform.dotnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.osfailover.farm.PlatformService.CONTROLLER;
import static org.osfailover.farm.PlatformService.DEPLOYER;
import static org.osfailover.farm.PlatformService.SCHEDULER;
import static org.osfailover.farm.PlatformService.SMS;
import static org.osfailover.platform.dotnet.FakeWindows.answers;
import static org.osfailover.platform.dotnet.FakeWindows.completed;
import static org.osfailover.platform.dotnet.FakeWindows.lost;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.Stack;
import org.osfailover.farm.StartType;
import org.osfailover.platform.LongTask;
import org.osfailover.platform.LongTasks;
import org.osfailover.platform.Progress;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteAccessException.Reason;

class DotnetServerTest {

    private static final String PASSWORD = "s3cr3t & \"more\"";

    private static final String LATER = "2026-11-22T09:59:00.000Z";

    private final FakeWindows windows = new FakeWindows();
    private final DotnetServer underTest = server(false, Map.of());

    @Nested
    class Reading {

        @Test
        void frontEnd_isReadWhole() {
            ServerReading reading = underTest.read();

            assertThat(reading.reachable()).isTrue();
            assertThat(reading.problem()).isNull();
            assertThat(reading.version()).isEqualTo("11.18.1.4242");
            assertThat(reading.serialNumber()).isEqualTo("ABC-123");
            assertThat(reading.controllerAddress()).isEqualTo("10.0.0.11");
            assertThat(reading.cacheServiceHost()).isEqualTo("10.0.0.11");
            assertThat(reading.service(CONTROLLER).isStoppedAndDisabled()).isTrue();
            assertThat(reading.service(SCHEDULER).state()).isEqualTo(ServiceState.INITIALISED);
            assertThat(reading.service(SMS).startType()).isEqualTo(StartType.ABSENT);
        }

        @ParameterizedTest
        @CsvSource({
            "Stopped, STOPPED",
            "StartPending, STARTING",
            "StopPending, STOPPING",
            "Paused, RUNNING",
            "Whatever, UNKNOWN"
        })
        void windowsStatus_isTranslated(String status, ServiceState expected) {
            windows.service("SCHEDULER", "Manual", status);

            assertThat(underTest.read().service(SCHEDULER).state()).isEqualTo(expected);
            assertThat(underTest.read().service(SCHEDULER).startType()).isEqualTo(StartType.MANUAL);
        }

        @Test
        void initialisedBeforeTheLastStart_isOnlyRunning() {
            windows.started("SCHEDULER", LATER, "2026-11-20T09:01:30.000Z");
            windows.service("SCHEDULER").put("lastEventAt", LATER);

            assertThat(underTest.read().service(SCHEDULER).state()).isEqualTo(ServiceState.RUNNING);
        }

        @Test
        void logNoLongerReachesBack_portIsBelievedAndThatIsSaid() {
            windows.started("SCHEDULER", "2026-01-01T00:00:00.000Z", null);

            assertThat(underTest.read().service(SCHEDULER).state()).isEqualTo(ServiceState.INITIALISED);
            assertThat(underTest.read().service(SCHEDULER).detail()).contains("no longer reaches back");
        }

        @Test
        void logNoLongerReachesBackAndPortIsClosed_isOnlyRunning() {
            windows.started("SCHEDULER", "2026-01-01T00:00:00.000Z", null);
            windows.service("SCHEDULER").put("portOpen", false);

            assertThat(underTest.read().service(SCHEDULER).state()).isEqualTo(ServiceState.RUNNING);
        }

        @Test
        void startedAMomentAgoAndSilent_portIsNotBelievedYet() {
            windows.started("SCHEDULER", "2026-11-22T09:59:58.000Z", null);

            assertThat(underTest.read().service(SCHEDULER).state()).isEqualTo(ServiceState.RUNNING);
        }

        @Test
        void initialisationError_isShown() {
            windows.started("DEPLOYER", LATER, null);
            windows.service("DEPLOYER")
                    .put("initialisationError", "Initialization error: connection refused on 10.0.0.11:12000")
                    .put("lastEventAt", LATER);

            assertThat(underTest.read().service(DEPLOYER).state()).isEqualTo(ServiceState.RUNNING);
            assertThat(underTest.read().service(DEPLOYER).detail()).contains("connection refused on 10.0.0.11:12000");
        }

        @Test
        void hiddenService_isUnknownAndNotAbsent() {
            windows.service("SCHEDULER").putNull("present").put("problem", "this login may not see it");

            assertThat(underTest.read().service(SCHEDULER).startType()).isEqualTo(StartType.UNKNOWN);
            assertThat(underTest.read().service(SCHEDULER).isStoppedAndDisabled())
                    .isFalse();
        }

        @Test
        void loginIsNoAdministrator_isSaid() {
            windows.state().put("administrator", false);

            assertThat(underTest.read().problem()).contains("not an administrator");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "<html><body>502 Bad Gateway</body></html>",
                    "OSFAILOVER:{\"readAt\":\"2026-11-22T10:00:00Z\",\"version\":\"11.18",
                    "OSFAILOVER:[1,2]",
                    "OSFAILOVER:{}",
                    "'powershell.exe' is not recognized as an internal or external command"
                })
        void garbage_isAClearProblem(String output) {
            windows.nextReading(() -> completed(output));

            ServerReading reading = underTest.read();

            assertThat(reading.reachable()).isFalse();
            assertThat(reading.problemCode()).isEqualTo(RefusalCode.PLATFORM_NOT_AS_EXPECTED);
            assertThat(reading.problem()).isNotBlank();
        }

        @Test
        void foldedByAConsole_isReadAllTheSame() {
            String answer = FakeWindows.golden("read-front-end.txt").replaceAll("(OSFAIL.{60}|.{80})", "$1\r\n");
            windows.nextReading(() -> completed(answer.replace("OSFAIL\r\nOVER", "OSFAILOVER")));

            assertThat(underTest.read().serialNumber()).isEqualTo("ABC-123");
        }

        @ParameterizedTest
        @EnumSource(Reason.class)
        void noLogin_isUnreachableWithItsReason(Reason reason) {
            windows.nextReading(() -> {
                throw new RemoteAccessException(reason, "fe1 (10.0.0.12:22): no route to host");
            });

            ServerReading reading = underTest.read();

            assertThat(reading.reachable()).isFalse();
            assertThat(reading.problem()).contains("no route to host");
            assertThat(reading.problemCode())
                    .isEqualTo(
                            switch (reason) {
                                case UNREACHABLE -> RefusalCode.SERVER_UNREACHABLE;
                                case TOO_SLOW -> RefusalCode.SERVER_SLOW;
                                case LOGINS_LIMITED -> RefusalCode.LOGINS_LIMITED;
                                case JUMP_HOST_FAILED -> RefusalCode.JUMP_HOST_FAILED;
                                case SERVER_BUSY -> RefusalCode.SERVER_BUSY;
                                case HOST_KEY_CHANGED -> RefusalCode.HOST_KEY_CHANGED;
                                case AUTHENTICATION_FAILED -> RefusalCode.AUTHENTICATION_FAILED;
                            });
        }

        @Test
        void connectionLostOnce_isReadAgain() {
            windows.nextReading(FakeWindows::lost);

            assertThat(underTest.read().reachable()).isTrue();
        }

        @Test
        void hangs_isNotReachable() {
            windows.nextReading(() -> new CommandResult.TimedOut(""));

            assertThat(underTest.read().problem()).contains("did not answer within");
        }

        @Test
        void overrides_goToTheScript() {
            server(
                            false,
                            Map.of(
                                    "dotnet.service.rabbitmq", "Rabbit",
                                    "dotnet.install-directory", "D:\\OutSystems",
                                    "dotnet.event.initialised", "ready"))
                    .read();

            assertThat(windows.sent.get(0).toString())
                    .isEqualTo("read-server.ps1 -ServiceNames 'RABBITMQ=Rabbit' -InitialisedMessage 'ready' -InstallDir"
                            + " 'D:\\OutSystems'");
        }
    }

    @Nested
    class Stopping {

        @Test
        void running_isStoppedAndReadBack() {
            windows.does("stop-service.ps1", () -> windows.service("SCHEDULER", "Automatic", "Stopped"));

            Outcome outcome = underTest.stop(SCHEDULER);

            assertThat(outcome).isInstanceOf(Outcome.Changed.class);
            assertThat(outcome.sentence()).matches("Scheduler: stopped in \\d+\\.\\d s");
            assertThat(windows.lastChange())
                    .isEqualTo("stop-service.ps1 -Service 'OutSystems Scheduler Service' -TimeoutSeconds '1'");
        }

        @Test
        void stopped_nothingIsChanged() {
            windows.service("SCHEDULER", "Automatic", "Stopped");

            assertThat(underTest.stop(SCHEDULER))
                    .isEqualTo(new Outcome.AlreadyDone("Scheduler: already stopped, no action"));
            assertThat(windows.changes()).isEmpty();
        }

        @Test
        void absent_isASuccess() {
            assertThat(underTest.stop(SMS)).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(windows.changes()).isEmpty();
        }

        @Test
        void connectionLostButStopped_isChangedAndNotRepeated() {
            windows.on("stop-service.ps1", () -> {
                windows.service("SCHEDULER", "Automatic", "Stopped");
                return lost();
            });

            Outcome outcome = underTest.stop(SCHEDULER);

            assertThat(outcome).isInstanceOf(Outcome.Changed.class);
            assertThat(outcome.sentence()).contains("connection was lost");
            assertThat(windows.changes()).hasSize(1);
        }

        @Test
        void timedOutWhileStopping_isWaitedFor() {
            windows.on("stop-service.ps1", () -> {
                windows.service("SCHEDULER", "Automatic", "StopPending");
                windows.nextReading(() -> answers(windows.state().toString()));
                windows.nextReading(() -> {
                    CommandResult stillStopping = answers(windows.state().toString());
                    windows.service("SCHEDULER", "Automatic", "Stopped");
                    return stillStopping;
                });
                return new CommandResult.TimedOut("");
            });

            assertThat(underTest.stop(SCHEDULER)).isInstanceOf(Outcome.Changed.class);
            assertThat(windows.changes()).hasSize(1);
        }

        @Test
        void connectionLostAndStillRunning_isRefusedAndNotRepeated() {
            windows.on("stop-service.ps1", FakeWindows::lost);

            assertThat(underTest.stop(SCHEDULER))
                    .isInstanceOfSatisfying(Outcome.Refused.class, r -> assertThat(r.code())
                            .isEqualTo(RefusalCode.NOT_IN_WANTED_STATE));
            assertThat(windows.changes()).hasSize(1);
        }

        @Test
        void connectionLostAndServerGone_isUnknown() {
            windows.on("stop-service.ps1", () -> {
                windows.nextReading(() -> {
                    throw new RemoteAccessException(Reason.UNREACHABLE, "nobody answers");
                });
                return lost();
            });

            assertThat(underTest.stop(SCHEDULER)).isInstanceOf(Outcome.Unknown.class);
            assertThat(windows.changes()).hasSize(1);
        }

        @Test
        void saysStoppedButRuns_isRefused() {
            windows.on("stop-service.ps1", () -> answers("{\"changed\":true,\"status\":\"Stopped\"}"));

            Outcome outcome = underTest.stop(SCHEDULER);

            assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, r -> assertThat(r.code())
                    .isEqualTo(RefusalCode.NOT_IN_WANTED_STATE));
            assertThat(outcome.sentence()).contains("initialised and automatic");
        }

        @Test
        void scriptFails_itsReasonIsGiven() {
            windows.on(
                    "stop-service.ps1",
                    () -> answers("{\"error\":\"PRIVILEGE_MISSING\",\"message\":\"Access is denied\"}"));

            assertThat(underTest.stop(SCHEDULER)).isInstanceOfSatisfying(Outcome.Refused.class, r -> {
                assertThat(r.code()).isEqualTo(RefusalCode.PRIVILEGE_MISSING);
                assertThat(r.sentence()).contains("Access is denied");
            });
        }

        @Test
        void scriptFailsButItHasStopped_theReadingDecides() {
            windows.on("stop-service.ps1", () -> {
                windows.service("SCHEDULER", "Automatic", "Stopped");
                return answers("{\"error\":\"COMMAND_FAILED\",\"message\":\"odd\"}");
            });

            assertThat(underTest.stop(SCHEDULER)).isInstanceOf(Outcome.Changed.class);
        }

        @Test
        void dependentsStopped_areNamed() {
            windows.on("stop-service.ps1", () -> {
                windows.service("SCHEDULER", "Automatic", "Stopped");
                return answers("{\"changed\":true,\"alsoStopped\":[\"Monitor\"]}");
            });

            assertThat(underTest.stop(SCHEDULER).sentence()).contains("Monitor");
        }

        @Test
        void rehearsal_isListedAndNotProbedAfterwards() {
            windows.on("stop-service.ps1", CommandResult.Rehearsed::new);

            assertThat(server(true, Map.of()).stop(SCHEDULER)).isInstanceOf(Outcome.Rehearsed.class);
            assertThat(windows.sent).hasSize(2);
        }

        @Test
        void unreachable_isRefusedAndNothingSent() {
            windows.nextReading(() -> {
                throw new RemoteAccessException(Reason.HOST_KEY_CHANGED, "another key");
            });

            assertThat(underTest.stop(SCHEDULER))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class, r -> assertThat(r.code()).isEqualTo(RefusalCode.HOST_KEY_CHANGED));
            assertThat(windows.changes()).isEmpty();
        }

        @Test
        void hiddenService_isRefusedAndNothingSent() {
            windows.state().put("administrator", false);
            windows.service("SCHEDULER").putNull("present").put("problem", "this login may not see it");

            assertThat(underTest.stop(SCHEDULER))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class, r -> assertThat(r.code()).isEqualTo(RefusalCode.PRIVILEGE_MISSING));
            assertThat(windows.changes()).isEmpty();
        }
    }

    @Nested
    class StartTypesAndStarting {

        @Test
        void disable_automatic_isDisabledAndReadBack() {
            windows.does("disable-service.ps1", () -> windows.service("SCHEDULER", "Disabled", "Running"));

            assertThat(underTest.disable(SCHEDULER)).isInstanceOf(Outcome.Changed.class);
        }

        @Test
        void disable_disabledOrAbsent_nothingIsChanged() {
            assertThat(underTest.disable(CONTROLLER)).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(underTest.disable(SMS)).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(windows.changes()).isEmpty();
        }

        @Test
        void disable_connectionLost_isProbedAndNotRepeated() {
            windows.on("disable-service.ps1", () -> {
                windows.service("SCHEDULER", "Disabled", "Running");
                return lost();
            });

            assertThat(underTest.disable(SCHEDULER)).isInstanceOf(Outcome.Changed.class);
            assertThat(windows.changes()).hasSize(1);
        }

        @Test
        void setAutomatic_disabled_isSetAndNotStarted() {
            windows.does("set-service-automatic.ps1", () -> windows.service("CONTROLLER", "Automatic", "Stopped"));

            assertThat(underTest.setAutomatic(CONTROLLER)).isInstanceOf(Outcome.Changed.class);
            assertThat(windows.changes()).containsExactly("set-service-automatic.ps1");
        }

        @Test
        void setAutomatic_automatic_nothingIsChanged() {
            assertThat(underTest.setAutomatic(SCHEDULER)).isInstanceOf(Outcome.AlreadyDone.class);
        }

        @Test
        void setAutomaticOrStart_absent_isRefused() {
            for (Outcome outcome : List.of(underTest.setAutomatic(SMS), underTest.start(SMS))) {
                assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, r -> assertThat(r.code())
                        .isEqualTo(RefusalCode.SERVICE_ABSENT));
            }
        }

        @Test
        void setAutomatic_connectionLostAndServerGone_isUnknown() {
            windows.on("set-service-automatic.ps1", () -> {
                windows.nextReading(FakeWindows::lost).nextReading(FakeWindows::lost);
                return lost();
            });

            assertThat(underTest.setAutomatic(CONTROLLER)).isInstanceOf(Outcome.Unknown.class);
        }

        @Test
        void start_stopped_isStartedAndReadBack() {
            windows.service("SCHEDULER", "Automatic", "Stopped");
            windows.does("start-service.ps1", () -> windows.service("SCHEDULER", "Automatic", "Running"));

            Outcome outcome = underTest.start(SCHEDULER);

            assertThat(outcome).isInstanceOf(Outcome.Changed.class);
            assertThat(outcome.sentence()).startsWith("Scheduler: started in");
        }

        @Test
        void start_running_nothingIsChanged() {
            assertThat(underTest.start(SCHEDULER)).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(windows.changes()).isEmpty();
        }

        @Test
        void start_connectionLost_isProbedAndNotRepeated() {
            windows.service("SCHEDULER", "Automatic", "Stopped");
            windows.on("start-service.ps1", () -> {
                windows.service("SCHEDULER", "Automatic", "Running");
                return lost();
            });

            assertThat(underTest.start(SCHEDULER)).isInstanceOf(Outcome.Changed.class);
            assertThat(windows.changes()).hasSize(1);
        }
    }

    @Nested
    class ControllerAddress {

        @Test
        void another_isWrittenAndReadBack() {
            windows.on("write-controller-address.ps1", () -> {
                windows.state().put("controllerAddress", "10.0.0.12").put("cacheServiceHost", "10.0.0.12");
                return answers("{\"changed\":true,\"backup\":\"C:\\\\x\\\\server.hsconf.production-1.bak\"}");
            });

            Outcome outcome = LongTasks.writeControllerAddress(underTest, "10.0.0.12", Optional.of("10.0.0.12"));

            assertThat(outcome).isInstanceOf(Outcome.Changed.class);
            assertThat(outcome.sentence()).contains("was 10.0.0.11").contains("server.hsconf.production-1.bak");
            assertThat(windows.lastChange())
                    .isEqualTo("write-controller-address.ps1 -ControllerAddress '10.0.0.12' -CacheServiceHost"
                            + " '10.0.0.12' -BackupSuffix 'production-1'");
        }

        @Test
        void theSame_nothingIsChanged() {
            assertThat(LongTasks.writeControllerAddress(underTest, "10.0.0.11", Optional.empty()))
                    .isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(windows.changes()).isEmpty();
        }

        @Test
        void onlyTheCacheServiceDiffers_isWritten() {
            windows.does("write-controller-address.ps1", () -> windows.state().put("cacheServiceHost", "10.0.0.12"));

            assertThat(LongTasks.writeControllerAddress(underTest, "10.0.0.11", Optional.of("10.0.0.12")))
                    .isInstanceOf(Outcome.Changed.class);
        }

        @Test
        void connectionLost_isProbedAndNotRepeated() {
            windows.on("write-controller-address.ps1", () -> {
                windows.state().put("controllerAddress", "10.0.0.12");
                return lost();
            });

            assertThat(LongTasks.writeControllerAddress(underTest, "10.0.0.12", Optional.empty()))
                    .isInstanceOf(Outcome.Changed.class);
            assertThat(windows.changes()).hasSize(1);
        }

        @Test
        void noConfiguration_isRefusedAndNothingSent() {
            windows.state().putNull("configurationWrittenAt").putNull("controllerAddress");

            assertThat(LongTasks.writeControllerAddress(underTest, "10.0.0.12", Optional.empty()))
                    .isInstanceOfSatisfying(Outcome.Refused.class, r -> assertThat(r.code())
                            .isEqualTo(RefusalCode.PLATFORM_NOT_AS_EXPECTED));
            assertThat(windows.changes()).isEmpty();
        }
    }

    @Nested
    class Applying {

        private static final String APPLY_JOB = "production-1-apply-configuration";

        private void restarted() {
            windows.started("DEPLOYER", LATER, LATER).started("SCHEDULER", LATER, LATER);
        }

        @Test
        void writtenAfterTheServicesStarted_theyAreRestarted() {
            windows.state().put("configurationWrittenAt", "2026-11-22T09:50:00.000Z");
            windows.does("apply-configuration.ps1", this::restarted);

            assertThat(LongTasks.applyConfiguration(underTest)).isInstanceOf(Outcome.Changed.class);
            assertThat(windows.changes()).containsExactly("apply-configuration.ps1", "apply-configuration.ps1");
            assertThat(windows.lastChange())
                    .startsWith("apply-configuration.ps1 -Method 'restart-services' -JobId"
                            + " 'production-1-apply-configuration' -TimeoutSeconds '1'");
        }

        @Test
        void everyEnabledServiceStartedSince_nothingIsChanged() {
            assertThat(LongTasks.applyConfiguration(underTest)).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(windows.changes()).isEmpty();
        }

        @Test
        void enabledServiceStopped_isNotInForce() {
            windows.service("CONTROLLER", "Automatic", "Stopped");
            windows.does("apply-configuration.ps1", () -> windows.service("CONTROLLER", "Automatic", "Running")
                    .started("CONTROLLER", LATER, LATER));

            assertThat(LongTasks.applyConfiguration(underTest)).isInstanceOf(Outcome.Changed.class);
        }

        @Test
        void endedWithoutRestart_isRefusedAndNamesTheServices() {
            windows.state().put("configurationWrittenAt", "2026-11-22T09:50:00.000Z");
            windows.does("apply-configuration.ps1", () -> windows.started("DEPLOYER", LATER, LATER));

            Outcome outcome = LongTasks.applyConfiguration(underTest);

            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(outcome.sentence()).contains("Scheduler").doesNotContain("Deployment,");
        }

        @Test
        void toolFails_isRefusedWithWhatItPrinted() {
            windows.state().put("configurationWrittenAt", "2026-11-22T09:50:00.000Z");
            windows.starts(FakeWindows.TOOL, APPLY_JOB, "ENDED", 3);

            assertThat(LongTasks.applyConfiguration(underTest)).isInstanceOfSatisfying(Outcome.Refused.class, r -> {
                assertThat(r.code()).isEqualTo(RefusalCode.COMMAND_FAILED);
                assertThat(r.sentence()).contains("exit code 3").contains("the last line");
            });
        }

        @Test
        void connectionLost_isProbedAndNotRepeated() {
            windows.state().put("configurationWrittenAt", "2026-11-22T09:50:00.000Z");
            windows.on("apply-configuration.ps1", () -> {
                restarted();
                return lost();
            });

            assertThat(LongTasks.applyConfiguration(underTest)).isInstanceOf(Outcome.Changed.class);
            assertThat(windows.changes()).hasSize(2);
        }

        @Test
        void toolRuns_isUnderWayAndTheServicesWaitForIt() {
            windows.state().put("configurationWrittenAt", "2026-11-22T09:50:00.000Z");
            windows.starts(FakeWindows.TOOL, APPLY_JOB, "RUNNING", null);

            Progress begun = underTest.begin(new LongTask.ApplyConfiguration());
            Progress looked = underTest.lookAt(new LongTask.ApplyConfiguration());

            assertThat(begun).isInstanceOf(Progress.UnderWay.class);
            assertThat(looked).isInstanceOf(Progress.UnderWay.class);
            assertThat(looked.sentence()).contains("for 0 s; last line: the last line");
            assertThat(windows.changes()).hasSize(1);
        }

        @Test
        void anotherRunsToolStillRuns_isRefusedAndNothingIsStarted() {
            windows.state().put("configurationWrittenAt", "2026-11-22T09:50:00.000Z");
            windows.job("production-0-apply-configuration", "RUNNING", null);

            Outcome outcome = LongTasks.applyConfiguration(underTest);

            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(outcome.sentence()).contains("production-0-apply-configuration still runs");
            assertThat(windows.changes()).isEmpty();
        }

        @Test
        void rehearsal_isListedThoughTheFileIsOld() {
            windows.on(FakeWindows.TOOL, CommandResult.Rehearsed::new);
            windows.on("apply-configuration.ps1", CommandResult.Rehearsed::new);

            assertThat(LongTasks.applyConfiguration(server(true, Map.of()))).isInstanceOf(Outcome.Rehearsed.class);
        }
    }

    @Nested
    class LongTools {

        private static final String JOB = "production-1-install-service-center";
        private static final String CACHE_JOB = "production-1-create-cache-service";

        private void isController() {
            windows.state().put("controllerAddress", "10.0.0.12");
            windows.service("CONTROLLER", "Automatic", "Running").started("CONTROLLER", LATER, LATER);
        }

        @Test
        void serviceCenter_onTheController_isInstalled() {
            isController();
            windows.starts("install-service-center.ps1", JOB, "ENDED", 0);

            assertThat(LongTasks.installServiceCenter(underTest)).isInstanceOf(Outcome.Changed.class);
            assertThat(windows.lastChange()).contains("-JobId '" + JOB + "'");
        }

        @Test
        void serviceCenter_installedByThisRun_nothingIsChanged() {
            isController();
            windows.job(JOB, "ENDED", 0);

            assertThat(LongTasks.installServiceCenter(underTest)).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(windows.changes()).isEmpty();
        }

        @Test
        void serviceCenter_connectionLost_isFollowedToItsEndAndNotRepeated() {
            isController();
            windows.on("install-service-center.ps1", () -> {
                windows.job(JOB, "RUNNING", null);
                return lost();
            });
            windows.beforeNextLook(() -> {})
                    .beforeNextLook(() -> {})
                    .beforeNextLook(() -> windows.job(JOB, "ENDED", 0));

            assertThat(LongTasks.installServiceCenter(underTest)).isInstanceOf(Outcome.Changed.class);
            assertThat(windows.changes()).hasSize(1);
        }

        @Test
        void serviceCenter_foundRunning_isFollowedAndNotStartedAgain() {
            isController();
            windows.job(JOB, "RUNNING", null);
            windows.beforeNextLook(() -> {}).beforeNextLook(() -> windows.job(JOB, "ENDED", 4));

            Outcome outcome = LongTasks.installServiceCenter(underTest);

            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(outcome.sentence()).contains("exit code 4").contains("the last line");
            assertThat(windows.changes()).isEmpty();
        }

        @Test
        void serviceCenter_connectionLostAndNoRecord_isUnknown() {
            isController();
            windows.on("install-service-center.ps1", FakeWindows::lost);

            assertThat(LongTasks.installServiceCenter(underTest)).isInstanceOf(Outcome.Unknown.class);
            assertThat(windows.changes()).hasSize(1);
        }

        @Test
        void serviceCenter_notTheController_isRefused() {
            windows.service("CONTROLLER", "Automatic", "Running");

            assertThat(LongTasks.installServiceCenter(underTest))
                    .isInstanceOfSatisfying(Outcome.Refused.class, r -> assertThat(r.code())
                            .isEqualTo(RefusalCode.NOT_IN_WANTED_STATE));
            assertThat(windows.changes()).isEmpty();
        }

        @Test
        void serviceCenter_controllerStopped_isRefused() {
            windows.state().put("controllerAddress", "10.0.0.12");

            assertThat(LongTasks.installServiceCenter(underTest)).isInstanceOf(Outcome.Refused.class);
            assertThat(windows.changes()).isEmpty();
        }

        @Test
        void serviceCenter_installerFails_isRefusedWithWhatItPrinted() {
            isController();
            windows.starts("install-service-center.ps1", JOB, "ENDED", 5);

            assertThat(LongTasks.installServiceCenter(underTest)).isInstanceOfSatisfying(Outcome.Refused.class, r -> {
                assertThat(r.code()).isEqualTo(RefusalCode.COMMAND_FAILED);
                assertThat(r.sentence()).contains("exit code 5").contains("the last line");
            });
        }

        @Test
        void serviceCenter_rehearsal_isListedWherePreviousStepsWereOnlyRehearsed() {
            windows.on("install-service-center.ps1", CommandResult.Rehearsed::new);

            assertThat(LongTasks.installServiceCenter(server(true, Map.of()))).isInstanceOf(Outcome.Rehearsed.class);
        }

        @Test
        void cacheService_notThere_isCreatedAndRuns() {
            windows.starts("create-cache-service.ps1", CACHE_JOB, "ENDED", 0)
                    .beforeNextLook(() -> {})
                    .beforeNextLook(() -> windows.service("RABBITMQ", "Automatic", "Running"));

            assertThat(LongTasks.createCacheInvalidationService(underTest)).isInstanceOf(Outcome.Changed.class);
            assertThat(windows.changes()).containsExactly("create-cache-service.ps1");
        }

        @Test
        void cacheService_disabledByAnEarlierMove_isEnabledCreatedAndStarted() {
            windows.service("RABBITMQ", "Disabled", "Stopped");
            windows.does("set-service-automatic.ps1", () -> windows.service("RABBITMQ", "Automatic", "Stopped"));
            windows.starts("create-cache-service.ps1", CACHE_JOB, "ENDED", 0);
            windows.does("start-service.ps1", () -> windows.service("RABBITMQ", "Automatic", "Running"));

            assertThat(LongTasks.createCacheInvalidationService(underTest)).isInstanceOf(Outcome.Changed.class);
            assertThat(windows.changes())
                    .containsExactly("set-service-automatic.ps1", "create-cache-service.ps1", "start-service.ps1");
        }

        @Test
        void cacheService_createdByThisRun_nothingIsChanged() {
            windows.service("RABBITMQ", "Automatic", "Running").job("production-1-create-cache-service", "ENDED", 0);

            assertThat(LongTasks.createCacheInvalidationService(underTest)).isInstanceOf(Outcome.AlreadyDone.class);
            assertThat(windows.changes()).isEmpty();
        }

        @Test
        void cacheService_toolEndsWithoutTheService_isRefused() {
            windows.starts("create-cache-service.ps1", CACHE_JOB, "ENDED", 0);

            assertThat(LongTasks.createCacheInvalidationService(underTest))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class, r -> assertThat(r.code()).isEqualTo(RefusalCode.SERVICE_ABSENT));
        }

        @Test
        void cacheService_connectionLostWhileRabbitMqAlreadyRuns_isUnknownWithoutARecord() {
            windows.on("create-cache-service.ps1", () -> {
                windows.service("RABBITMQ", "Automatic", "Running");
                return lost();
            });

            assertThat(LongTasks.createCacheInvalidationService(underTest)).isInstanceOf(Outcome.Unknown.class);
            assertThat(windows.changes()).hasSize(1);
        }
    }

    @Nested
    class CustomCommand {

        @Test
        void exitZero_isDone() {
            windows.on("run-command.ps1", () -> answers("{\"exitCode\":0,\"output\":\"\"}"));

            assertThat(underTest.runCustomCommand("switch.cmd blue")).isInstanceOf(Outcome.Changed.class);
        }

        @Test
        void exitOther_isRefused() {
            windows.on("run-command.ps1", () -> answers("{\"exitCode\":2,\"output\":\"pool is locked\"}"));

            Outcome outcome = underTest.runCustomCommand("switch.cmd blue");

            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(outcome.sentence()).contains("exit code 2").contains("pool is locked");
        }

        @Test
        void connectionLost_isUnknownAndNotRepeated() {
            windows.on("run-command.ps1", FakeWindows::lost);

            assertThat(underTest.runCustomCommand("switch.cmd blue")).isInstanceOf(Outcome.Unknown.class);
            assertThat(windows.changes()).hasSize(1);
        }

        @Test
        void severalLines_areRefused() {
            assertThat(underTest.runCustomCommand("a\nb")).isInstanceOf(Outcome.Refused.class);
            assertThat(windows.sent).isEmpty();
        }
    }

    private DotnetServer server(boolean rehearsal, Map<String, String> overrides) {
        Deadlines deadlines = new Deadlines(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofMillis(5));
        return new DotnetServer(
                environment(overrides),
                FakeWindows.SERVER,
                windows,
                deadlines,
                new RunStep("production-1", "test", rehearsal),
                name -> new Credentials.Secrets("admin", PASSWORD, null, null));
    }

    static Environment environment(Map<String, String> overrides) {
        return new Environment(
                "production",
                "Production",
                Stack.DOTNET,
                Environment.ControllerStart.WITH_CONFIGURATION,
                Environment.RabbitMqPlacement.ON_CONTROLLER,
                null,
                new Environment.Approvals(Environment.Approval.SELF, Environment.Approval.SELF),
                new Environment.TrafficSwitch.None(),
                Environment.LicenseInstallation.MANUAL,
                Environment.Republish.SERVICE_CENTER,
                Environment.AllContent.TRUSTED,
                Environment.ApplyConfiguration.UPGRADE_INSTALL,
                new Environment.ServiceCenterEndpoint("http://10.0.0.11/ServiceCenter", "sc", "All_Components"),
                List.of(FakeWindows.SERVER),
                overrides);
    }
}
