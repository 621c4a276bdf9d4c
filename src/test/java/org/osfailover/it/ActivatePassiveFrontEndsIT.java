package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;

/** The passive group takes over, and the other one takes over again: no side is "primary". */
class ActivatePassiveFrontEndsIT {

    static RunningProgram program;

    @BeforeAll
    static void start() {
        program = RunningProgram.start();
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @ParameterizedTest
    @CsvSource({"demo-java", "demo-dotnet"})
    void passiveGroup_takesOverAndBack(String environment) {
        activate(environment, "green");
        assertActive(environment, "green");
        activate(environment, "blue");
        assertActive(environment, "blue");
    }

    private static void activate(String environment, String group) {
        String run = program.start(
                "olga",
                "activate-passive-front-ends",
                Map.of("environment", environment, "mode", "PLANNED", "reason", "drill", "groupToActivate", group));
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
    }

    private static void assertActive(String environment, String group) {
        assertThat(program.environment(environment).servers()).allSatisfy(server -> {
            boolean active = group.equals(server.group());
            assertThat(server.startType(PlatformService.SCHEDULER))
                    .isEqualTo(active ? StartType.AUTOMATIC : StartType.DISABLED);
            assertThat(server.state(PlatformService.SCHEDULER))
                    .isEqualTo(active ? ServiceState.INITIALISED : ServiceState.STOPPED);
            assertThat(server.startType(PlatformService.DEPLOYER)).isEqualTo(StartType.AUTOMATIC);
            assertThat(server.state(PlatformService.DEPLOYER)).isEqualTo(ServiceState.INITIALISED);
        });
    }
}
