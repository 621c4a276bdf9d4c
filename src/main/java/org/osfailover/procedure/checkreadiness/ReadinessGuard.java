package org.osfailover.procedure.checkreadiness;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.osfailover.farm.RunMode;
import org.osfailover.farm.Server;
import org.osfailover.procedure.support.InputRefused;
import org.osfailover.procedure.support.People;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.ServersOfRun;
import org.osfailover.run.Fences;
import org.osfailover.run.NewRun;
import org.osfailover.run.ReadinessChecks;
import org.osfailover.run.Run;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/**
 * Stands at the start of a check: of an environment that exists, with no variables but those that all procedures take. A
 * check that a person starts is a run of its own, without a lock; one that a procedure or the timer begins is not.
 */
@Component("readinessGuard")
class ReadinessGuard implements ExecutionListener {

    private static final Set<String> ALLOWED = Set.of(
            RunVariables.ENVIRONMENT.name(),
            RunVariables.ENVIRONMENT_NAME.name(),
            RunVariables.RUN_ID.name(),
            RunVariables.MODE.name(),
            RunVariables.REASON.name(),
            RunVariables.REHEARSAL.name(),
            RunVariables.CHANGE_TICKET.name(),
            RunVariables.INCIDENT_STARTED_AT.name(),
            RunVariables.LOST_SERVERS.name());

    private final Environments environments;
    private final ReadinessChecks checks;
    private final Runs runs;
    private final Fences fences;

    ReadinessGuard(Environments environments, ReadinessChecks checks, Runs runs, Fences fences) {
        this.fences = fences;
        this.environments = environments;
        this.checks = checks;
        this.runs = runs;
    }

    @Override
    public void notify(DelegateExecution execution) {
        Set<String> unknown = new TreeSet<>(execution.getVariableNames());
        unknown.removeAll(ALLOWED);
        boolean called = execution.getProcessInstance().getSuperExecution() != null;
        if (!called && !unknown.isEmpty()) {
            throw new InputRefused("check-readiness takes no variable '" + String.join("', '", unknown)
                    + "'; it takes 'environment'. Nothing was started.");
        }
        String id =
                RunVariables.ENVIRONMENT.optional(execution).map(String::strip).orElse("");
        Environment environment = environments
                .find(id)
                .orElseThrow(() -> new InputRefused(
                        (id.isEmpty() ? "'environment' is missing" : "There is no environment '" + id + "'")
                                + "; the inventory has " + environments.ids() + "."));
        Optional<String> run = called
                ? RunVariables.RUN_ID.optional(execution).filter(r -> !r.isBlank())
                : start(execution, environment);
        Set<String> lost = Set.copyOf(
                ServersOfRun.list(RunVariables.LOST_SERVERS.optional(execution).orElse("")));
        RunVariables.ENVIRONMENT.on(execution).set(environment.id());
        RunVariables.ENVIRONMENT_NAME.on(execution).set(environment.name());
        RunVariables.RUN_ID.on(execution).set(run.orElse(""));
        CheckReadinessVariables.BY_HAND.on(execution).set(!called);
        CheckReadinessVariables.SERVERS_TO_CHECK
                .on(execution)
                .set(environment.servers().stream()
                        .map(Server::id)
                        .filter(server -> !lost.contains(server))
                        .filter(server ->
                                fences.pendingOf(environment.id(), server).isEmpty())
                        .reduce((a, b) -> a + "," + b)
                        .orElse(""));
        RunVariables.CHECK_ID.on(execution).set(execution.getProcessInstanceId());
        RunVariables.MODE
                .on(execution)
                .set(RunVariables.MODE.optional(execution).orElse(RunMode.PLANNED.name()));
        checks.begin(execution.getProcessInstanceId(), environment.id(), run.orElse(null));
    }

    private Optional<String> start(DelegateExecution execution, Environment environment) {
        if (execution.getProcessBusinessKey() != null
                && !execution.getProcessBusinessKey().isBlank()) {
            throw new InputRefused("A business key can't be given: the run gets its own id. Leave it out.");
        }
        try {
            Run run = runs.start(new NewRun(
                    CheckReadinessProcess.KEY,
                    environment.id(),
                    RunMode.PLANNED,
                    false,
                    RunVariables.REASON
                            .optional(execution)
                            .filter(reason -> !reason.isBlank())
                            .orElse("Could we fail over right now?"),
                    RunVariables.CHANGE_TICKET.optional(execution).orElse(null),
                    People.acting(execution.getProcessEngineServices()),
                    null,
                    execution.getProcessInstanceId()));
            execution.setProcessBusinessKey(run.id());
            return Optional.of(run.id());
        } catch (Runs.EnvironmentLockedException e) {
            throw new IllegalStateException("a check takes no lock", e);
        }
    }
}
