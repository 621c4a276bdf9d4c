package org.osfailover.procedure.decideonserver;

import java.util.Optional;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.osfailover.farm.Outcome;
import org.osfailover.platform.ToolQuestion;
import org.osfailover.procedure.support.InputRefused;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/**
 * A tool of the vendor's that waits on the server where a person decides: what it asks is offered with the decision, and a
 * person's answer is typed. What is typed is on record, so no password is taken.
 */
@Component
class ToolAnswers {

    /** Stands for Enter alone, as in the overrides. */
    static final String ENTER = "<enter>";

    private static final int LONGEST = 200;
    private static final Pattern SECRET =
            Pattern.compile("(?iu)pass(?:word|phrase)|\\bPIN\\b|secret|senha|contraseñ|passwort|kennwort|mot de passe");
    private static final Pattern POSITION = Pattern.compile("([^|]+)\\|(\\d{1,9})\\|(\\d{1,9})");

    private final Steps steps;
    private final Runs runs;

    ToolAnswers(Steps steps, Runs runs) {
        this.steps = steps;
        this.runs = runs;
    }

    /** Puts what a tool asks on the server into variables; empty texts where none waits. */
    void offer(DelegateExecution execution, String serverId) {
        Optional<ToolQuestion> question = serverId.isBlank() || steps.isRehearsal(execution)
                ? Optional.empty()
                : runs.jobsUnderWay(RunVariables.RUN_ID.from(execution)).stream()
                        .filter(job -> job.server().equals(serverId))
                        .flatMap(job -> steps.server(execution, serverId).question(job.job()).stream())
                        .findFirst();
        DecideOnServerVariables.TOOL_LINE
                .on(execution)
                .set(question.map(ToolQuestion::line).map(RunVariables::fitting).orElse(""));
        DecideOnServerVariables.TOOL_TRANSCRIPT
                .on(execution)
                .set(question.map(ToolQuestion::transcript)
                        .map(RunVariables::fitting)
                        .orElse(""));
        DecideOnServerVariables.TOOL_POSITION
                .on(execution)
                .set(question.map(asked -> asked.job() + "|" + asked.answers() + "|" + asked.printed())
                        .orElse(""));
        DecideOnServerVariables.TOOL_ANSWER.on(execution).remove();
    }

    /** The answer that came with a decision, checked; empty where none was given. */
    Optional<String> take(DelegateTask task, Decision decision) {
        Object value = task.getVariable(DecideOnServerVariables.TOOL_ANSWER.name());
        if (value != null && !(value instanceof String)) {
            throw new InputRefused("'toolAnswer' must be a text. The task waits as before.");
        }
        String answer = value == null ? "" : value.toString();
        if (answer.length() > LONGEST
                || answer.codePoints().anyMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029)) {
            throw new InputRefused("'toolAnswer' must be one line of at most " + LONGEST
                    + " characters without control characters; " + ENTER
                    + " stands for Enter alone. The task waits as before.");
        }
        if (answer.isBlank()) {
            DecideOnServerVariables.TOOL_ANSWER.on(task).remove();
            return Optional.empty();
        }
        String line = DecideOnServerVariables.TOOL_LINE.optional(task).orElse("");
        if (DecideOnServerVariables.TOOL_POSITION.optional(task).orElse("").isEmpty()) {
            throw new InputRefused("'toolAnswer' is given, and no tool waits for an answer here: leave it out.");
        } else if (decision != Decision.RETRY) {
            throw new InputRefused("'toolAnswer' goes with RETRY alone: with " + decision
                    + " the tool is left as it is, and gets no answer.");
        } else if (SECRET.matcher(line).find()) {
            throw new InputRefused(
                    "The tool asks for a secret ('" + line + "'), and what is typed here is on record:"
                            + " type it on the server instead, as docs/operations.md says, then choose RETRY without an answer.");
        }
        // what is on record is what is typed
        DecideOnServerVariables.TOOL_ANSWER.on(task).set(answer.strip());
        return Optional.of(answer.strip());
    }

    /** Types the answer of this decision, if it has one. */
    void send(DelegateExecution execution, String serverId) {
        Optional<String> answer = DecideOnServerVariables.TOOL_ANSWER.optional(execution);
        var position = POSITION.matcher(
                DecideOnServerVariables.TOOL_POSITION.optional(execution).orElse(""));
        if (answer.isEmpty() || !position.matches()) {
            return;
        }
        ToolQuestion question = new ToolQuestion(
                position.group(1),
                DecideOnServerVariables.TOOL_LINE.optional(execution).orElse(""),
                "",
                Integer.parseInt(position.group(2)),
                Integer.parseInt(position.group(3)));
        Outcome outcome =
                steps.server(execution, serverId).answer(question, answer.get().equals(ENTER) ? "" : answer.get());
        steps.note(execution, serverId, outcome.sentence());
    }
}
