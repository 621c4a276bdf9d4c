package org.osfailover.procedure.support;

import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.osfailover.run.Run;
import org.osfailover.run.RunEvent;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/**
 * What the listeners on completions of tasks share: a comment is taken (and removed, so that a task that comes back
 * doesn't find the last one's), and who decided what is recorded.
 */
@Component
public class Completions {

    private static final int MAX_COMMENT = 2000;

    private final Runs runs;

    Completions(Runs runs) {
        this.runs = runs;
    }

    /** The comment, stripped; empty where none was given. @throws InputRefused it is too long, or not a text */
    public Optional<String> takeComment(DelegateTask task) {
        Object value = task.getVariable(RunVariables.COMMENT.name());
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            throw new InputRefused("'comment' must be a text.");
        }
        if (text.length() > MAX_COMMENT) {
            throw new InputRefused("'comment' is longer than " + MAX_COMMENT + " characters: shorten it.");
        }
        task.removeVariable(RunVariables.COMMENT.name());
        return Optional.of(text.strip()).filter(comment -> !comment.isEmpty());
    }

    /** Whether nobody completes the task: in a rehearsal it answers itself, and nothing is decided. */
    public boolean isRehearsal(DelegateTask task) {
        return runs.find(RunVariables.RUN_ID.from(task)).map(Run::rehearsal).orElse(false);
    }

    /** Who completed the task, with what. */
    public void recordDecision(DelegateTask task, String sentence) {
        // in the completing transaction: of two people who answer at once, one is refused, and decided nothing
        record(task, RunEvent.Kind.DECISION, sentence);
    }

    /** Something that counts as done on a person's word, where the program could not do it: a deviation. */
    public void recordTakenOnTrust(DelegateTask task, String sentence) {
        record(task, RunEvent.Kind.DEVIATION, sentence);
    }

    private void record(DelegateTask task, RunEvent.Kind kind, String sentence) {
        if (isRehearsal(task)) {
            return;
        }
        String server = RunVariables.SERVER_ID
                .optional(task)
                .filter(id -> !id.isBlank())
                .orElse(null);
        runs.recordWithCaller(
                RunVariables.RUN_ID.from(task), kind, task.getTaskDefinitionKey(), server, person(task), sentence);
    }

    /** Records a completion and its comment, and returns the comment; empty where none was given. */
    public String recordDone(DelegateTask task, String what) {
        Optional<String> comment = takeComment(task);
        recordDecision(task, what + comment.map(text -> ": " + text).orElse(""));
        return comment.orElse("");
    }

    /** Who is completing the task. */
    public String person(DelegateTask task) {
        return People.acting(task.getProcessEngineServices());
    }
}
