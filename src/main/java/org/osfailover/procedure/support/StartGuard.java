package org.osfailover.procedure.support;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.RunMode;
import org.osfailover.farm.RunStep;
import org.osfailover.run.Fences;
import org.osfailover.run.NewRun;
import org.osfailover.run.Run;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/**
 * Stands at the start of every procedure, whatever starts it (Tasklist's form, REST, Cockpit): validates the variables,
 * takes the environment's lock and gives the run its id, all in the transaction that starts the instance. Listens to the
 * <em>end</em> of the start event: a form's variables are there only then.
 */
@Component("startGuard")
class StartGuard implements ExecutionListener {

    private static final Set<String> SHARED_START_VARIABLES = Set.of(
            RunVariables.ENVIRONMENT.name(),
            RunVariables.MODE.name(),
            RunVariables.REASON.name(),
            RunVariables.REHEARSAL.name(),
            RunVariables.CHANGE_TICKET.name(),
            RunVariables.INCIDENT_STARTED_AT.name(),
            RunVariables.LOST_SERVERS.name());
    private static final int MAX_REASON = 2000;
    /** How far the caller's clock may be ahead of ours. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);
    /** Longer than any; what is older is a slip of the year. */
    private static final Duration OUTAGES_LAST = Duration.ofDays(366);

    private final Environments environments;
    private final FarmReadings readings;
    private final Runs runs;
    private final Fences fences;
    private final PlannedStart plannedStart;
    private final RunLiveness liveness;
    private final Map<String, Procedure> procedures;
    private final Clock clock;

    StartGuard(
            Environments environments,
            FarmReadings readings,
            Runs runs,
            Fences fences,
            PlannedStart plannedStart,
            RunLiveness liveness,
            List<Procedure> procedures,
            Clock clock) {
        this.environments = environments;
        this.readings = readings;
        this.runs = runs;
        this.fences = fences;
        this.plannedStart = plannedStart;
        this.liveness = liveness;
        this.clock = clock;
        this.procedures = procedures.stream().collect(Collectors.toMap(Procedure::key, Function.identity()));
    }

    @Override
    public void notify(DelegateExecution execution) {
        Procedure procedure = procedureOf(execution);
        refuseUnknownNames(execution, procedure);
        if (execution.getProcessBusinessKey() != null
                && !execution.getProcessBusinessKey().isBlank()) {
            throw new InputRefused("A business key can't be given: the run gets its own id. Leave it out.");
        }
        List<String> problems = new ArrayList<>();
        Environment environment = environment(execution, problems);
        RunMode mode = mode(execution, problems);
        String reason = text(execution, RunVariables.REASON, problems).orElse("");
        if (reason.isBlank()) {
            problems.add("'reason' is missing: say in a sentence why this is done.");
        } else if (reason.length() > MAX_REASON) {
            problems.add("'reason' is longer than " + MAX_REASON + " characters: shorten it.");
        }
        Optional<String> changeTicket = text(execution, RunVariables.CHANGE_TICKET, problems);
        if (changeTicket.filter(t -> t.length() > 255).isPresent()) {
            problems.add("'changeTicket' is longer than 255 characters: give the ticket's number alone.");
        }
        Optional<Date> incidentStartedAt = value(execution, RunVariables.INCIDENT_STARTED_AT, Date.class, problems);
        incidentStartedAt
                .map(Date::toInstant)
                .filter(began -> began.isAfter(clock.instant().plus(CLOCKS_DIFFER)))
                .ifPresent(began -> problems.add("'incidentStartedAt' lies in the future (" + began
                        + "): give when the outage began, or leave it out."));
        incidentStartedAt
                .map(Date::toInstant)
                .filter(began -> began.isBefore(clock.instant().minus(OUTAGES_LAST)))
                .ifPresent(began -> problems.add("'incidentStartedAt' lies more than " + OUTAGES_LAST.toDays()
                        + " days back (" + began + "): give when this outage began, or leave it out."));
        boolean rehearsal = value(execution, RunVariables.REHEARSAL, Boolean.class, problems)
                .orElse(false);
        Set<String> lostServers = environment == null ? Set.of() : lostServers(execution, environment, problems);
        if (!problems.isEmpty() || environment == null || mode == null) {
            throw new InputRefused(String.join(" ", problems));
        }
        if (!rehearsal) {
            refuseLockedEnvironment(environment);
        }
        FarmReading reading = lostServers.isEmpty()
                ? readings.recent(environment)
                : readings.soon(environment, RunStep.reading(procedure.key() + "/start"), lostServers);
        problems.addAll(procedure.problems(new StartRequest(environment, mode, lostServers, reading, execution)));
        if (problems.isEmpty() && mode == RunMode.PLANNED && !rehearsal) {
            boolean controllerGiven = RunVariables.OLD_CONTROLLER
                    .optional(execution)
                    .filter(id -> !id.isBlank())
                    .isPresent();
            problems.addAll(plannedStart.refusals(
                    reading, lostServers, controllerGiven, RunStep.reading(procedure.key() + "/start")));
        }
        if (!problems.isEmpty()) {
            throw new InputRefused(String.join(" ", problems));
        }
        String person = People.acting(execution.getProcessEngineServices());
        Run run;
        try {
            run = runs.start(new NewRun(
                    procedure.key(),
                    environment.id(),
                    mode,
                    rehearsal,
                    reason.strip(),
                    changeTicket.map(String::strip).filter(t -> !t.isEmpty()).orElse(null),
                    person,
                    incidentStartedAt.map(Date::toInstant).orElse(null),
                    execution.getProcessInstanceId()));
        } catch (Runs.EnvironmentLockedException locked) {
            throw new InputRefused(String.valueOf(locked.getMessage()));
        }
        if (!rehearsal) {
            lostServers.stream()
                    .filter(server -> fences.pendingOf(environment.id(), server).isEmpty())
                    .forEach(server -> fences.name(run.id(), environment.id(), server));
        }
        execution.setProcessBusinessKey(run.id());
        RunVariables.RUN_ID.on(execution).set(run.id());
        // as the inventory writes it: the rest of the run looks it up by this
        RunVariables.ENVIRONMENT.on(execution).set(environment.id());
        RunVariables.ENVIRONMENT_NAME.on(execution).set(environment.name());
        RunVariables.MODE.on(execution).set(mode.name());
        RunVariables.REHEARSAL.on(execution).set(rehearsal);
        RunVariables.LOST_SERVERS.on(execution).set(String.join(",", lostServers));
    }

    private Procedure procedureOf(DelegateExecution execution) {
        String key = Steps.processKeyOf(execution);
        Procedure procedure = procedures.get(key);
        if (procedure == null) {
            throw new IllegalStateException("no procedure is registered for the process '" + key + "'");
        }
        return procedure;
    }

    private static void refuseUnknownNames(DelegateExecution execution, Procedure procedure) {
        Set<String> allowed = new TreeSet<>(SHARED_START_VARIABLES);
        allowed.addAll(procedure.ownStartVariables());
        Set<String> unknown = new TreeSet<>(execution.getVariableNames());
        unknown.removeAll(allowed);
        if (!unknown.isEmpty()) {
            throw new InputRefused("The procedure takes no variable "
                    + unknown.stream().map(n -> "'" + n + "'").collect(Collectors.joining(", ")) + "; it takes "
                    + String.join(", ", allowed) + ". Nothing was started.");
        }
    }

    private @Nullable Environment environment(DelegateExecution execution, List<String> problems) {
        Optional<String> id = text(execution, RunVariables.ENVIRONMENT, problems)
                .map(String::strip)
                .filter(text -> !text.isEmpty());
        if (id.isEmpty()) {
            problems.add("'environment' is missing: give the id of an environment of the inventory ("
                    + environments.ids() + ").");
            return null;
        }
        Optional<Environment> environment = environments.find(id.get());
        if (environment.isEmpty()) {
            problems.add(
                    "There is no environment '" + id.get() + "' in the inventory; it has " + environments.ids() + ".");
        }
        return environment.orElse(null);
    }

    private static @Nullable RunMode mode(DelegateExecution execution, List<String> problems) {
        Optional<String> mode = text(execution, RunVariables.MODE, problems).map(String::strip);
        Optional<RunMode> known = mode.flatMap(text -> Arrays.stream(RunMode.values())
                .filter(m -> m.name().equals(text))
                .findFirst());
        if (known.isEmpty()) {
            problems.add(mode.filter(m -> !m.isEmpty())
                    .map(m -> "There is no mode '" + m + "'; give PLANNED or EMERGENCY.")
                    .orElse("'mode' is missing: give PLANNED (stops at the first server that does not do as it"
                            + " must) or EMERGENCY (asks only what a person must decide)."));
        }
        return known.orElse(null);
    }

    private static Set<String> lostServers(
            DelegateExecution execution, Environment environment, List<String> problems) {
        Set<String> ids = new LinkedHashSet<>(ServersOfRun.list(
                text(execution, RunVariables.LOST_SERVERS, problems).orElse("")));
        for (String id : ids) {
            if (environment.server(id).isEmpty()) {
                problems.add("'lostServers' names '" + id + "', which is not a server of " + environment.id()
                        + "; its servers are " + Steps.serverIds(environment) + ".");
            }
        }
        return ids;
    }

    private void refuseLockedEnvironment(Environment environment) {
        runs.holderOf(environment.id()).ifPresent(holder -> {
            String who = "Run " + holder.id() + " (" + holder.procedure() + ", started by " + holder.startedBy()
                    + " at " + holder.startedAt() + ") holds the lock on " + environment.id() + ".";
            throw new InputRefused(
                    liveness.isAlive(holder)
                            ? who + " Wait until it has ended, or abort it at its next decision. Nothing was started."
                            : who + " Its process instance is gone (it was deleted): look at what it left half done"
                                    + " (/api/runs/" + holder.id()
                                    + "/events); then an administrator frees the lock with"
                                    + " POST /api/environments/" + environment.id()
                                    + "/lock/takeover and a reason. Nothing was started.");
        });
    }

    private static Optional<String> text(
            DelegateExecution execution, Variable<String> variable, List<String> problems) {
        return value(execution, variable, String.class, problems);
    }

    /** The variable's value; a value of another type is a problem. */
    static <T> Optional<T> value(
            DelegateExecution execution, Variable<T> variable, Class<T> type, List<String> problems) {
        Object value = execution.getVariable(variable.name());
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            problems.add("'" + variable.name() + "' must be a " + type.getSimpleName() + ", not a "
                    + value.getClass().getSimpleName() + "."
                    + (type == Date.class
                            ? " Give it like {\"value\": \"2026-11-22T02:10:00Z\", \"type\": \"Date\"}, or leave it"
                                    + " out."
                            : ""));
            return Optional.empty();
        }
        return Optional.of(type.cast(value));
    }
}
