package org.osfailover.procedure.republishapplications;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environment.AllContent;
import org.osfailover.farm.RefusalCode;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenter.SolutionLookup;
import org.springframework.stereotype.Component;

/** Looks for the all-content solution (the environment can ask for a new one every time). */
@Component("locateSolutionDelegate")
class LocateSolutionDelegate implements JavaDelegate {

    private final Steps steps;
    private final ServiceCenterRetries retries;

    LocateSolutionDelegate(Steps steps, ServiceCenterRetries retries) {
        this.steps = steps;
        this.retries = retries;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String controller = RunVariables.NEW_CONTROLLER.from(execution);
        Environment environment = steps.environment(execution);
        ServiceCenter serviceCenter = steps.serviceCenter(execution, controller);
        if (!serviceCenter.publishesSolutions()) {
            RepublishVariables.SOLUTION_NAME.on(execution).set("everything");
            RepublishVariables.SOLUTION_FOUND.on(execution).set(true);
            steps.note(
                    execution, controller, "OSPTool publishes everything: no solution is needed (republish: osp-tool)");
            return;
        }
        if (environment.allContent() == AllContent.ALWAYS_CREATE) {
            String name = "Failover_" + RunVariables.RUN_ID.from(execution);
            RepublishVariables.SOLUTION_NAME.on(execution).set(name);
            RepublishVariables.SOLUTION_FOUND.on(execution).set(false);
            steps.note(
                    execution, controller, "A new solution with everything is asked for (allContent: always-create)");
            return;
        }
        String name = environment.serviceCenter().allContentSolution();
        RepublishVariables.SOLUTION_NAME.on(execution).set(name);
        SolutionLookup lookup = serviceCenter.findSolution(name);
        if (lookup instanceof SolutionLookup.Unknown unknown) {
            String why = "Whether there is a solution " + name + " can't be read: " + unknown.reason();
            throw unknown.mayPass()
                    ? retries.notBegun(execution, why)
                    : retries.failed(execution, RefusalCode.SERVICE_CENTER_UNAVAILABLE, why);
        }
        boolean found = lookup instanceof SolutionLookup.Found;
        RepublishVariables.SOLUTION_FOUND.on(execution).set(found);
        steps.note(
                execution,
                controller,
                found
                        ? "Found solution " + name
                                + "; it is taken to carry every module, as the environment's settings say"
                        : "There is no solution " + name + ": it will be created, with everything");
    }
}
