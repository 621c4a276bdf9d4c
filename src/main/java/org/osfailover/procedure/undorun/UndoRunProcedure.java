package org.osfailover.procedure.undorun;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osfailover.farm.Verdict;
import org.osfailover.procedure.support.Procedure;
import org.osfailover.procedure.support.StartRequest;
import org.osfailover.procedure.support.UndoOffer;
import org.osfailover.run.Run;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** Start variables of {@code undo-run}, and which of them are refused. */
@Component
class UndoRunProcedure implements Procedure {

    private final UndoOffer offer;
    private final Runs runs;

    UndoRunProcedure(UndoOffer offer, Runs runs) {
        this.offer = offer;
        this.runs = runs;
    }

    @Override
    public String key() {
        return UndoRunProcess.KEY;
    }

    @Override
    public Set<String> ownStartVariables() {
        return Set.of(UndoVariables.UNDO_RUN.name());
    }

    @Override
    public List<String> problems(StartRequest request) {
        Object value = request.execution().getVariable(UndoVariables.UNDO_RUN.name());
        if (value != null && !(value instanceof String)) {
            return List.of("'undoRun' must be a String: the id of the run that is to be undone.");
        }
        String environment = request.environment().id();
        if (value == null || ((String) value).isBlank()) {
            Optional<Run> newest = offer.newest(environment);
            if (newest.isEmpty()) {
                return List.of("'undoRun' is missing, and " + environment
                        + " has no run that can be undone: only the newest one can, and only where it was aborted.");
            }
            UndoVariables.UNDO_RUN.on(request.execution()).set(newest.get().id());
            return List.of();
        }
        String id = ((String) value).strip();
        Optional<Run> run = runs.find(id).filter(found -> found.environment().equals(environment));
        if (run.isEmpty()) {
            return List.of("There is no run '" + id + "' of " + environment + ".");
        }
        UndoVariables.UNDO_RUN.on(request.execution()).set(id);
        return offer.of(run.get()) instanceof Verdict.Refused refused
                ? List.of("Run " + id + " can't be undone: " + refused.reason() + ".")
                : List.of();
    }
}
