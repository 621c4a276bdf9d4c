package org.osfailover.procedure.republishapplications;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.farm.RefusalCode;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * While Service Center restarts, it is asked again some times before a person is. Only where nothing was begun: what may
 * have been begun is never begun again blindly.
 */
@Component
class ServiceCenterRetries {

    private final Steps steps;
    private final Clock clock;
    private final int most;
    private final Duration every;

    /**
     * Both are configuration; how long a restart takes is not documented (assumed: less than five minutes).
     *
     * @param most how many times it is asked again
     * @param every how long between two times
     */
    ServiceCenterRetries(
            Steps steps,
            Clock clock,
            @Value("${failover.service-center-retries:10}") int most,
            @Value("${failover.service-center-retry-every:PT30S}") Duration every) {
        this.steps = steps;
        this.clock = clock;
        this.most = most;
        this.every = every;
    }

    /** Nothing was begun. The error for the model, which waits and asks again, or asks a person; the caller throws it. */
    BpmnError notBegun(DelegateExecution execution, String why) {
        int attempt =
                RepublishVariables.SERVICE_CENTER_RETRY.optional(execution).orElse(0) + 1;
        if (attempt > most) {
            return failed(
                    execution,
                    RefusalCode.SERVICE_CENTER_BUSY,
                    most == 0 ? why : why + " (asked again " + most + " times, " + every.toSeconds() + " s apart)");
        }
        Instant at = clock.instant().plus(every);
        String sentence = why + ". Nothing was begun; retrying " + attempt + " of " + most + ", next at " + shown(at);
        RepublishVariables.SERVICE_CENTER_RETRY.on(execution).set(attempt);
        RepublishVariables.ASKED_AGAIN.on(execution).set(true);
        RepublishVariables.ASKED_AGAIN_AFTER.on(execution).set(every.toString());
        RepublishVariables.PROGRESS.on(execution).set(RunVariables.fitting(sentence));
        steps.note(execution, RunVariables.NEW_CONTROLLER.from(execution), sentence);
        return new BpmnError(Steps.STEP_FAILED, RunVariables.fitting(sentence));
    }

    /** It does not pass by itself: a person is asked. */
    BpmnError failed(DelegateExecution execution, RefusalCode code, String why) {
        RepublishVariables.ASKED_AGAIN.on(execution).set(false);
        return steps.failed(execution, RunVariables.NEW_CONTROLLER.from(execution), code, why);
    }

    /** Service Center has answered: the next restart has all of its time again. */
    void over(DelegateExecution execution) {
        RepublishVariables.SERVICE_CENTER_RETRY.on(execution).set(0);
    }

    private static String shown(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
