package org.osfailover.procedure.republishapplications;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.servicecenter.ServiceCenter.PublicationReading;
import org.osfailover.servicecenter.ServiceCenter.PublicationState;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** How far a publication has got: in variables, at every look, and now and then among the run's events. */
@Component
class PublicationProgress {

    private final Steps steps;
    private final Clock clock;
    private final Duration silence;
    private final Duration recordEvery;

    /**
     * Both durations are configuration.
     *
     * @param silence a publication that says nothing new for so long is put before a person
     * @param recordEvery between two events of one publication's progress
     */
    PublicationProgress(
            Steps steps,
            Clock clock,
            @Value("${failover.publication-silence:PT15M}") Duration silence,
            @Value("${failover.publication-progress-every:PT1M}") Duration recordEvery) {
        this.steps = steps;
        this.clock = clock;
        this.silence = silence;
        this.recordEvery = recordEvery;
    }

    /** A publication has begun. */
    void begin(DelegateExecution execution, int publicationId, String solution) {
        String sentence = "Publication " + publicationId + " of " + solution + " begun";
        RepublishVariables.PUBLICATION_ID.on(execution).set(publicationId);
        RepublishVariables.PUBLICATION_UNDER_WAY.on(execution).set(true);
        RepublishVariables.PUBLICATION_STARTED_AT.on(execution).set(Date.from(clock.instant()));
        RepublishVariables.LAST_MESSAGE_ID.on(execution).set(0);
        RepublishVariables.WARNINGS.on(execution).set(0);
        RepublishVariables.ERRORS.on(execution).set(0);
        RepublishVariables.LAST_SAID.on(execution).set("");
        record(execution, sentence);
        steps.beginWaiting(execution, silence);
    }

    /** It is waited for from now on as if it had just said something. */
    void waitOn(DelegateExecution execution) {
        record(
                execution,
                "Publication " + RepublishVariables.PUBLICATION_ID.from(execution)
                        + " is waited for again; it is not started a second time");
        steps.beginWaiting(execution, silence);
    }

    /** Takes over what was read, and says whether the publication has been silent for too long. */
    boolean isSilent(DelegateExecution execution, PublicationReading read) {
        int lastSeen = RepublishVariables.LAST_MESSAGE_ID.from(execution);
        String said = RunVariables.fitting(read.sentence());
        boolean readable = read.state() != PublicationState.UNKNOWN;
        boolean somethingNew = readable
                && (read.lastMessageId() > lastSeen
                        || !said.equals(
                                RepublishVariables.LAST_SAID.optional(execution).orElse("")));
        if (readable) {
            count(execution, read, lastSeen);
            RepublishVariables.LAST_SAID.on(execution).set(said);
        }
        RepublishVariables.LAST_MESSAGE_ID.on(execution).set(Math.max(lastSeen, read.lastMessageId()));
        String sentence = sentence(execution, read);
        RepublishVariables.PROGRESS.on(execution).set(RunVariables.fitting(sentence));
        if (somethingNew) {
            steps.beginWaiting(execution, silence);
            Instant recordedAt =
                    RepublishVariables.PROGRESS_RECORDED_AT.from(execution).toInstant();
            if (read.state() == PublicationState.RUNNING && !clock.instant().isBefore(recordedAt.plus(recordEvery))) {
                record(execution, sentence);
            }
        }
        boolean ended = readable && read.state() != PublicationState.RUNNING;
        return !ended && steps.hasWaitedTooLong(execution);
    }

    Duration silence() {
        return silence;
    }

    /** Those of a reading are new ones, except at the end, and where the messages have no numbers to go on from. */
    private static void count(DelegateExecution execution, PublicationReading read, int lastSeen) {
        boolean onlyNews = read.state() == PublicationState.RUNNING && lastSeen > 0;
        int warningsBefore = onlyNews ? RepublishVariables.WARNINGS.from(execution) : 0;
        int errorsBefore = onlyNews ? RepublishVariables.ERRORS.from(execution) : 0;
        RepublishVariables.WARNINGS.on(execution).set(warningsBefore + read.warnings());
        RepublishVariables.ERRORS.on(execution).set(errorsBefore + read.errors());
    }

    private String sentence(DelegateExecution execution, PublicationReading read) {
        Instant startedAt =
                RepublishVariables.PUBLICATION_STARTED_AT.from(execution).toInstant();
        long minutes = Duration.between(startedAt, clock.instant()).toMinutes();
        return "Publication " + RepublishVariables.PUBLICATION_ID.from(execution) + ", "
                + (minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min") + ", message "
                + RepublishVariables.LAST_MESSAGE_ID.from(execution) + ", "
                + RepublishVariables.WARNINGS.from(execution) + " warning(s), "
                + RepublishVariables.ERRORS.from(execution) + " error(s): " + read.sentence();
    }

    private void record(DelegateExecution execution, String sentence) {
        steps.note(execution, RunVariables.NEW_CONTROLLER.from(execution), sentence);
        RepublishVariables.PROGRESS.on(execution).set(RunVariables.fitting(sentence));
        RepublishVariables.PROGRESS_RECORDED_AT.on(execution).set(Date.from(clock.instant()));
    }
}
