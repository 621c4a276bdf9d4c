package org.osfailover.procedure.republishapplications;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Creates a solution with every module of the environment. */
@Component("createSolutionDelegate")
class CreateSolutionDelegate implements JavaDelegate {

    private final Steps steps;
    private final ServiceCenterRetries retries;

    CreateSolutionDelegate(Steps steps, ServiceCenterRetries retries) {
        this.steps = steps;
        this.retries = retries;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String controller = RunVariables.NEW_CONTROLLER.from(execution);
        String name = RepublishVariables.SOLUTION_NAME.from(execution);
        Outcome outcome = steps.serviceCenter(execution, controller).createAllSolution(name);
        if (outcome instanceof Outcome.Refused refused && refused.code() == RefusalCode.SERVICE_CENTER_BUSY) {
            throw retries.notBegun(execution, refused.sentence());
        }
        RepublishVariables.ASKED_AGAIN.on(execution).set(false);
        steps.conclude(execution, controller, outcome);
    }
}
