package org.osfailover.procedure.support;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.camunda.bpm.engine.MismatchingMessageCorrelationException;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEnginePersistenceException;
import org.camunda.bpm.engine.SuspendedEntityInteractionException;
import org.camunda.bpm.engine.exception.NullValueException;
import org.osfailover.farm.RunMode;
import org.osfailover.run.Run;
import org.osfailover.run.RunEvent;
import org.osfailover.run.Runs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells a run's process by the messages that its model waits for at any time. */
@Component
class EngineRunControl implements RunControl {

    private static final String ABORT_REQUESTED = "abortRequested";
    private static final String MODE_SWITCHED = "modeSwitched";
    private static final String GIVEN_UP = "commandsGivenUp";
    /** A job of the run may end in the same moment: then one of both is done again. */
    private static final int ATTEMPTS = 20;

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Logger LOG = LoggerFactory.getLogger(EngineRunControl.class);

    private final ProcessEngine engine;
    private final Runs runs;
    private final AbortedRuns abortedRuns;

    EngineRunControl(ProcessEngine engine, Runs runs, AbortedRuns abortedRuns) {
        this.engine = engine;
        this.runs = runs;
        this.abortedRuns = abortedRuns;
    }

    @Override
    public String abort(String runId, String person, String reason) throws NotPossibleException {
        Run run = underWay(runId);
        // whatever happens to the message: no changing command of this run begins from here on
        runs.allowNoMoreChanges(runId);
        tell(run, ABORT_REQUESTED, Map.of(), "It is being aborted already: wait until its commands have ended.");
        runs.record(runId, RunEvent.Kind.DECISION, ABORT_REQUESTED, null, person, "ABORT: " + reason);
        return abortedRuns.whatIsWaitedFor(runId);
    }

    @Override
    public String giveUp(String runId, String serverId, String person, String reason) throws NotPossibleException {
        Run run = underWay(runId);
        if (!runs.isBeingAborted(runId)) {
            throw new NotPossibleException(
                    "Run " + runId + " is not being aborted: abort it first, or complete its open"
                            + " tasks. Commands are given up only where nothing follows them.");
        }
        String why = person + " gave it up after the abort, its outcome is unknown: " + reason;
        if (runs.giveUp(runId, serverId, why) == 0) {
            throw new NotPossibleException(
                    "Run " + runId + " waits for no command on '" + serverId + "': there is nothing to give up.");
        }
        runs.record(runId, RunEvent.Kind.DECISION, GIVEN_UP, serverId, person, "Given up: " + reason);
        People.asTheProgram(engine, () -> {
            abortedRuns.fence(run, serverId, person, why);
            return true;
        });
        return "What the run has begun on " + serverId
                + " is given up; its outcome stays unknown, and a fence waits for"
                + " the server: at its return it keeps only the role that the other servers give it. "
                + abortedRuns.whatIsWaitedFor(runId);
    }

    @Override
    public void switchMode(String runId, RunMode mode, String person, String reason) throws NotPossibleException {
        Run run = underWay(runId);
        if (run.mode() == mode) {
            throw new NotPossibleException("Run " + runId + " is in mode " + mode + " already.");
        }
        runs.switchMode(runId, mode);
        try {
            tell(
                    run,
                    MODE_SWITCHED,
                    Map.of(RunVariables.NEW_MODE.name(), mode.name()),
                    "It is being aborted: there is nothing to switch.");
        } catch (NotPossibleException notTold) {
            runs.switchMode(runId, run.mode());
            throw notTold;
        }
        runs.record(
                runId,
                RunEvent.Kind.DECISION,
                MODE_SWITCHED,
                null,
                person,
                "The mode is switched from " + run.mode() + " to " + mode + ": " + reason);
    }

    private Run underWay(String runId) throws NotPossibleException {
        Run run = runs.find(runId).orElseThrow(() -> new NotPossibleException("There is no run '" + runId + "'."));
        if (run.endedAt() != null) {
            throw new NotPossibleException("Run " + runId + " has ended as " + run.outcome() + " at " + run.endedAt()
                    + ": nothing is under way.");
        }
        return run;
    }

    private void tell(Run run, String message, Map<String, Object> variables, String ifNobodyListens)
            throws NotPossibleException {
        for (int attempt = 1; ; attempt++) {
            try {
                People.asTheProgram(engine, () -> {
                    engine.getRuntimeService()
                            .createMessageCorrelation(message)
                            .processInstanceId(String.valueOf(run.processInstanceId()))
                            .setVariables(variables)
                            .correlate();
                    return true;
                });
                return;
            } catch (MismatchingMessageCorrelationException nobodyListens) {
                throw new NotPossibleException("Run " + run.id() + " can't be told. " + ifNobodyListens
                        + " Where its process was deleted, an administrator frees its lock.");
            } catch (SuspendedEntityInteractionException suspended) {
                throw new NotPossibleException("Run " + run.id()
                        + " is suspended: no changing command of it begins. Activate it in Cockpit, then try again.");
            } catch (OptimisticLockingException
                    | ProcessEnginePersistenceException
                    // of a called instance that ended in the same moment the engine finds no execution any more
                    | NullValueException atTheSameMoment) {
                if (attempt == ATTEMPTS) {
                    LOG.warn("run {} could not be told {}", run.id(), message, atTheSameMoment);
                    throw new NotPossibleException("Run " + run.id() + " was too busy to be told: try again.");
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
