package org.osfailover.procedure.republishapplications;

import java.time.Duration;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.RefusalCode;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.servicecenter.ServiceCenter.PublicationReading;
import org.osfailover.servicecenter.ServiceCenter.PublicationState;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Reads what the publication says: going on, ended well, or not. */
@Component("readPublicationDelegate")
class ReadPublicationDelegate implements JavaDelegate {

    private final Steps steps;
    private final Duration silence;

    ReadPublicationDelegate(Steps steps, @Value("${failover.publication-silence:PT15M}") Duration silence) {
        this.steps = steps;
        this.silence = silence;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String controller = RunVariables.NEW_CONTROLLER.from(execution);
        int publication = RepublishVariables.PUBLICATION_ID.from(execution);
        int lastSeen = RepublishVariables.LAST_MESSAGE_ID.from(execution);
        PublicationReading read = steps.serviceCenter(execution, controller).readPublication(publication, lastSeen);
        String sentence = RunVariables.fitting(read.sentence());
        boolean somethingNew = read.lastMessageId() > lastSeen
                || !RepublishVariables.PROGRESS
                        .optional(execution)
                        .filter(sentence::equals)
                        .isPresent();
        if (somethingNew && read.state() != PublicationState.UNKNOWN) {
            steps.beginWaiting(execution, silence);
        }
        RepublishVariables.LAST_MESSAGE_ID.on(execution).set(Math.max(lastSeen, read.lastMessageId()));
        RepublishVariables.PROGRESS.on(execution).set(sentence);
        boolean succeeded =
                read.state() == PublicationState.SUCCEEDED || read.state() == PublicationState.SUCCEEDED_WITH_WARNINGS;
        RepublishVariables.PUBLICATION_ENDED.on(execution).set(succeeded);
        if (read.state() == PublicationState.FAILED || (succeeded && read.errors() > 0)) {
            throw steps.failed(
                    execution,
                    controller,
                    RefusalCode.PUBLICATION_FAILED,
                    "Publication " + publication + " ended with " + read.errors() + " error(s): " + read.sentence());
        } else if (succeeded) {
            steps.note(
                    execution,
                    controller,
                    "Publication " + publication + " ended, " + read.warnings() + " warning(s): " + read.sentence());
        } else if (steps.hasWaitedTooLong(execution)) {
            throw steps.failed(
                    execution,
                    controller,
                    RefusalCode.OUTCOME_UNKNOWN,
                    "Publication " + publication
                            + " has said nothing new for " + silence.toMinutes()
                            + " minutes, and nothing that is known to mean its"
                            + " end. Look at it in Service Center. Last: " + read.sentence());
        }
    }
}
