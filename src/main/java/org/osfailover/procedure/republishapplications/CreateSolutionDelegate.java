package org.osfailover.procedure.republishapplications;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Creates a solution with every module of the environment. */
@Component("createSolutionDelegate")
class CreateSolutionDelegate implements JavaDelegate {

    private final Steps steps;

    CreateSolutionDelegate(Steps steps) {
        this.steps = steps;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String controller = RunVariables.NEW_CONTROLLER.from(execution);
        String name = RepublishVariables.SOLUTION_NAME.from(execution);
        steps.conclude(
                execution,
                controller,
                steps.serviceCenter(execution, controller).createAllSolution(name));
    }
}
