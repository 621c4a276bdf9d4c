package org.osfailover.procedure.republishapplications;

import java.time.Duration;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.RefusalCode;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.run.Runs;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenter.PublicationStart;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Starts the publication, once: if it may have been started before, a person looks. */
@Component("publishSolutionDelegate")
class PublishSolutionDelegate implements JavaDelegate {

    private final Steps steps;
    private final Runs runs;
    private final Duration silence;

    PublishSolutionDelegate(Steps steps, Runs runs, @Value("${failover.publication-silence:PT15M}") Duration silence) {
        this.steps = steps;
        this.runs = runs;
        this.silence = silence;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String controller = RunVariables.NEW_CONTROLLER.from(execution);
        String name = RepublishVariables.SOLUTION_NAME.from(execution);
        ServiceCenter serviceCenter = steps.serviceCenter(execution, controller);
        if (mayHaveBeenStarted(RunVariables.RUN_ID.from(execution))) {
            throw steps.failed(
                    execution,
                    controller,
                    RefusalCode.OUTCOME_UNKNOWN,
                    "The publication of " + name
                            + " may have been started before this program was interrupted. Look in Service Center whether it runs"
                            + " before you publish again.");
        }
        PublicationStart start = serviceCenter.publishRunningVersion(name);
        if (start instanceof PublicationStart.Started started) {
            RepublishVariables.PUBLICATION_ID.on(execution).set(started.publicationId());
            RepublishVariables.LAST_MESSAGE_ID.on(execution).set(0);
            RepublishVariables.PROGRESS
                    .on(execution)
                    .set("Publication " + started.publicationId() + " of " + name + " begun");
            steps.note(execution, controller, "Publication " + started.publicationId() + " of " + name + " begun");
            steps.beginWaiting(execution, silence);
        } else if (start instanceof PublicationStart.Refused refused) {
            throw steps.failed(execution, controller, RefusalCode.PUBLICATION_FAILED, refused.reason());
        } else if (start instanceof PublicationStart.Unknown unknown) {
            throw steps.failed(execution, controller, RefusalCode.OUTCOME_UNKNOWN, unknown.reason());
        }
    }

    private boolean mayHaveBeenStarted(String runId) {
        return runs.commands(runId).stream()
                .anyMatch(command -> command.command().startsWith("PublishRunningVersion"));
    }
}
