package org.osfailover.procedure.republishapplications;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.RefusalCode;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.run.Runs;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenter.PublicationStart;
import org.springframework.stereotype.Component;

/** Starts the publication, once: one that is under way is waited for, and if it may have been started, a person looks. */
@Component("publishSolutionDelegate")
class PublishSolutionDelegate implements JavaDelegate {

    private final Steps steps;
    private final Runs runs;
    private final PublicationProgress progress;
    private final ServiceCenterRetries retries;

    PublishSolutionDelegate(Steps steps, Runs runs, PublicationProgress progress, ServiceCenterRetries retries) {
        this.retries = retries;
        this.steps = steps;
        this.runs = runs;
        this.progress = progress;
    }

    @Override
    public void execute(DelegateExecution execution) {
        if (RepublishVariables.PUBLICATION_UNDER_WAY.optional(execution).orElse(false)) {
            progress.waitOn(execution);
            return;
        }
        String controller = RunVariables.NEW_CONTROLLER.from(execution);
        String name = RepublishVariables.SOLUTION_NAME.from(execution);
        ServiceCenter serviceCenter = steps.serviceCenter(execution, controller);
        if (mayHaveBeenStarted(execution, serviceCenter)) {
            throw retries.failed(
                    execution,
                    RefusalCode.OUTCOME_UNKNOWN,
                    "The publication of " + name
                            + " may have been started before this program was interrupted. Look in Service Center whether it runs"
                            + " before you publish again.");
        }
        PublicationStart start = serviceCenter.publishRunningVersion(name);
        if (start instanceof PublicationStart.Started started) {
            retries.over(execution);
            progress.begin(execution, started.publicationId(), name);
        } else if (start instanceof PublicationStart.NotYet notYet) {
            // it is known not to have begun: that start is one that has ended
            countEnded(execution);
            throw retries.notBegun(execution, notYet.reason());
        } else if (start instanceof PublicationStart.Refused refused) {
            throw retries.failed(execution, RefusalCode.PUBLICATION_FAILED, refused.reason());
        } else if (start instanceof PublicationStart.Unknown unknown) {
            throw retries.failed(execution, RefusalCode.OUTCOME_UNKNOWN, unknown.reason());
        }
    }

    private static void countEnded(DelegateExecution execution) {
        RepublishVariables.PUBLICATIONS_FAILED
                .on(execution)
                .set(RepublishVariables.PUBLICATIONS_FAILED.optional(execution).orElse(0) + 1);
    }

    /** More starts were sent than publications are known to have ended. */
    private boolean mayHaveBeenStarted(DelegateExecution execution, ServiceCenter serviceCenter) {
        int failed = RepublishVariables.PUBLICATIONS_FAILED.optional(execution).orElse(0);
        return runs.commands(RunVariables.RUN_ID.from(execution)).stream()
                        .filter(command -> !"REHEARSED".equals(command.outcome()))
                        .filter(command -> serviceCenter.isPublicationStart(command.command()))
                        .count()
                > failed;
    }
}
