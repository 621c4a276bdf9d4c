package org.osfailover.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osfailover.procedure.movecontroller.MoveControllerProcess;
import org.osfailover.procedure.preparerun.PrepareRunProcess;
import org.osfailover.run.Approvals;
import org.osfailover.run.Run;
import org.springframework.beans.factory.annotation.Autowired;

/** The environment asks for nobody but an approver; who has answered is on record as it was. */
@ProcessTest
class ApprovalProcessTest {

    @Autowired
    FakeFarm farm;

    @Autowired
    ProcessDriver driver;

    @Autowired
    Approvals underTest;

    @AfterEach
    void clear() {
        driver.clear();
    }

    @ParameterizedTest
    @CsvSource({"anna, FOUR_EYES", "alice, SELF"})
    void planIsApproved_theKindSaysWhetherAnotherPersonHasLooked(String person, String kind) {
        farm.usual();
        farm.licenseValid = true;
        Run run = driver.start(
                "alice",
                MoveControllerProcess.KEY,
                Map.of("environment", FakeFarm.ID, "mode", "PLANNED", "reason", "drill", "newController", "fe3"));

        driver.complete(person, PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN, Map.of("planApproved", true));

        assertThat(underTest.of(run.id())).singleElement().satisfies(approval -> {
            assertThat(approval.person()).isEqualTo(person);
            assertThat(approval.kind()).isEqualTo(kind);
        });
    }
}
