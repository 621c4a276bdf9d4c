package org.osfailover.procedure.support;

import java.util.List;
import java.util.Optional;
import org.osfailover.farm.Verdict;
import org.osfailover.run.BeforeRuns;
import org.osfailover.run.Run;
import org.osfailover.run.RunOutcome;
import org.osfailover.run.RunReport;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** Whether a run can be undone, and why (not). What its servers are like now is looked at by the undo itself. */
@Component
public class UndoOffer {

    private static final String UNDO_RUN = "undo-run";
    private static final String CHECK_READINESS = "check-readiness";
    private static final int RECENT = 1000;

    private final Runs runs;
    private final BeforeRuns beforeRuns;

    public UndoOffer(Runs runs, BeforeRuns beforeRuns) {
        this.runs = runs;
        this.beforeRuns = beforeRuns;
    }

    public Verdict of(Run run) {
        if (run.rehearsal() || run.procedure().equals(CHECK_READINESS)) {
            return Verdict.refused("it has changed nothing");
        }
        if (run.endedAt() == null) {
            return Verdict.refused("it is under way: abort it first");
        }
        if (run.procedure().equals(UNDO_RUN)) {
            return onceAborted(run);
        }
        if (run.outcome() != RunOutcome.ABORTED && run.outcome() != RunOutcome.FAILED) {
            return Verdict.refused("it has come to its end: to go back, start the procedure with the roles swapped");
        }
        boolean newest = changingRuns(run.environment()).stream()
                .filter(other -> !other.procedure().equals(UNDO_RUN))
                .findFirst()
                .filter(first -> first.id().equals(run.id()))
                .isPresent();
        return newest ? onceAborted(run) : Verdict.refused("another run has changed the environment since");
    }

    /** The same of a run that ends now, aborted. */
    Verdict onceAborted(Run run) {
        if (run.procedure().equals(UNDO_RUN)) {
            return Verdict.refused("it is an undo itself: start undo-run again, it does only what is missing");
        }
        if (beforeRuns.of(run.id()).isEmpty()) {
            return Verdict.refused("what the servers were like before it is not known");
        }
        if (RunReport.hasInstalledServiceCenter(runs.commands(run.id()))) {
            return Verdict.refused("Service Center's installation on the new Controller was begun: to go back, move the"
                    + " Controller back with move-controller");
        }
        return Verdict.allowed("start undo-run with undoRun = " + run.id());
    }

    /** The environment's newest run that may be undone. */
    public Optional<Run> newest(String environmentId) {
        return changingRuns(environmentId).stream()
                .filter(run -> of(run).isAllowed())
                .findFirst();
    }

    private List<Run> changingRuns(String environmentId) {
        return runs.newest(RECENT).stream()
                .filter(run -> run.environment().equals(environmentId))
                .filter(run -> !run.rehearsal() && !run.procedure().equals(CHECK_READINESS))
                .filter(run -> run.endedAt() != null)
                .toList();
    }
}
