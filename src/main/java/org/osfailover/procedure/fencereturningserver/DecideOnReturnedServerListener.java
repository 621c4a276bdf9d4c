package org.osfailover.procedure.fencereturningserver;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.osfailover.procedure.support.Completions;
import org.osfailover.procedure.support.InputRefused;
import org.osfailover.procedure.support.Variable;
import org.springframework.stereotype.Component;

/** A person says what a returned server is, where the others don't tell. */
@Component("decideOnReturnedServerListener")
class DecideOnReturnedServerListener implements TaskListener {

    static final Variable<String> ROLE = Variable.string("returnedServerRole");

    private final Completions completions;

    DecideOnReturnedServerListener(Completions completions) {
        this.completions = completions;
    }

    @Override
    public void notify(DelegateTask task) {
        RoleQuestion role = role(task.getVariable(ROLE.name()));
        Optional<String> comment = completions.takeComment(task);
        if (role != RoleQuestion.LOOK_AGAIN && comment.isEmpty()) {
            throw new InputRefused(
                    "'comment' is missing: say how you know what the server is. The task waits as before.");
        }
        ROLE.on(task).set(role.name());
        completions.recordDecision(
                task,
                completions.person(task) + " says of the returned server: " + role
                        + comment.map(text -> ", because: " + text).orElse(""));
    }

    private static RoleQuestion role(Object given) {
        return Arrays.stream(RoleQuestion.values())
                .filter(role -> role.name().equals(given))
                .findFirst()
                .orElseThrow(() -> new InputRefused("'returnedServerRole' must be one of "
                        + Arrays.stream(RoleQuestion.values()).map(Enum::name).collect(Collectors.joining(", "))
                        + ". The task waits as before."));
    }
}
