package org.osfailover.procedure.support;

import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.PlatformServers;
import org.osfailover.run.Run;
import org.osfailover.run.RunEvent;
import org.osfailover.run.Runs;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What a delegate needs to do its one thing: the server or the Service Center it acts on, on behalf of the run's step;
 * and the translation of an outcome for the model: it is recorded, and what is not a success becomes the error
 * {@code STEP_FAILED}, with the problem in variables for the person who decides.
 */
@Component
public class Steps {

    /** The one error that models catch where a person must choose. */
    public static final String STEP_FAILED = "STEP_FAILED";

    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final Environments environments;
    private final PlatformServers servers;
    private final ServiceCenters serviceCenters;
    private final Runs runs;
    private final Clock clock;

    Steps(Environments environments, PlatformServers servers, ServiceCenters serviceCenters, Runs runs, Clock clock) {
        this.environments = environments;
        this.servers = servers;
        this.serviceCenters = serviceCenters;
        this.runs = runs;
        this.clock = clock;
    }

    /** Does one thing on the execution's server ({@code serverId}). */
    public void onServer(DelegateExecution execution, Function<PlatformServer, Outcome> action) {
        onServer(execution, RunVariables.SERVER_ID.from(execution), action);
    }

    /** Does one thing on a server. */
    public void onServer(DelegateExecution execution, String serverId, Function<PlatformServer, Outcome> action) {
        conclude(execution, serverId, action.apply(server(execution, serverId)));
    }

    public PlatformServer server(DelegateExecution execution, String serverId) {
        Environment environment = environment(execution);
        return servers.on(environment, serverOf(environment, serverId), step(execution));
    }

    /** The environment's Service Center, where the named server is (or becomes) the Controller. */
    public ServiceCenter serviceCenter(DelegateExecution execution, String controllerId) {
        Environment environment = environment(execution);
        Server controller = serverOf(environment, controllerId);
        return serviceCenters.of(
                environment,
                isRehearsal(execution) ? presentController(environment, controller, execution) : controller,
                step(execution));
    }

    /** In a rehearsal the role was not moved: Service Center is where the server's configuration has the Controller. */
    private Server presentController(Environment environment, Server newController, DelegateExecution execution) {
        String address =
                servers.on(environment, newController, step(execution)).read().controllerAddress();
        return Optional.ofNullable(address)
                .flatMap(name -> environment.serverNamed(name, newController))
                .orElse(newController);
    }

    /** Service Center as that very server serves it. */
    public ServiceCenter serviceCenterAt(DelegateExecution execution, String serverId) {
        Environment environment = environment(execution);
        return serviceCenters.at(environment, serverOf(environment, serverId), step(execution));
    }

    public Environment environment(VariableScope scope) {
        String id = RunVariables.ENVIRONMENT.from(scope);
        return environments
                .find(id)
                .orElseThrow(() -> new IllegalStateException("environment '" + id
                        + "' has gone from the inventory while a run needs it: put it back, then retry"));
    }

    /** Records the outcome; what is not a success goes to the model as an error. */
    public void conclude(DelegateExecution execution, @Nullable String serverId, Outcome outcome) {
        if (outcome.isSuccess()) {
            note(execution, serverId, outcome.sentence());
            return;
        }
        RefusalCode code = outcome instanceof Outcome.Refused refused ? refused.code() : RefusalCode.OUTCOME_UNKNOWN;
        throw failed(execution, serverId, code, outcome.sentence());
    }

    /** Records a step's success or progress. */
    public void note(DelegateExecution execution, @Nullable String serverId, String sentence) {
        record(execution, RunEvent.Kind.STEP, serverId, sentence);
    }

    /** Records something skipped or accepted: the run will end with deviations. */
    public void deviation(DelegateExecution execution, @Nullable String serverId, String sentence) {
        record(execution, RunEvent.Kind.DEVIATION, serverId, sentence);
    }

    private void record(DelegateExecution execution, RunEvent.Kind kind, @Nullable String serverId, String sentence) {
        String step = stepName(execution);
        LOG.info(
                "{} {} {}: {}",
                RunVariables.ENVIRONMENT.from(execution),
                serverId == null ? "-" : serverId,
                step,
                sentence);
        runs.record(RunVariables.RUN_ID.from(execution), kind, step, serverId, null, sentence);
    }

    /**
     * In a rehearsal what was only rehearsed is not read back: its effect is taken as given, and noted.
     *
     * @param what what a real run reads here
     * @return whether this is a rehearsal: then nothing is read and nothing waited for
     */
    public boolean isTakenAsGiven(DelegateExecution execution, @Nullable String serverId, String what) {
        boolean rehearsal = isRehearsal(execution);
        if (rehearsal) {
            note(execution, serverId, "Rehearsed; a real run reads here " + what);
        }
        return rehearsal;
    }

    /** The error for the model, with the problem in variables; the caller throws it. */
    public BpmnError failed(DelegateExecution execution, @Nullable String serverId, RefusalCode code, String sentence) {
        describeProblem(execution, serverId, code, sentence);
        return new BpmnError(STEP_FAILED, RunVariables.fitting(sentence));
    }

    /** Records a problem and puts it into variables, for the person who decides. */
    public void describeProblem(
            DelegateExecution execution, @Nullable String serverId, RefusalCode code, String sentence) {
        record(execution, RunEvent.Kind.PROBLEM, serverId, sentence);
        RunVariables.PROBLEM.on(execution).set(RunVariables.fitting(sentence));
        RunVariables.PROBLEM_CODE.on(execution).set(code.name());
        RunVariables.PROBLEM_SERVER.on(execution).set(serverId == null ? "" : serverId);
        RunVariables.STEP.on(execution).set(stepName(execution));
        if (RunVariables.SKIP_REFUSAL.optional(execution).isEmpty()) {
            skipAllowed(execution);
        }
    }

    /** From here on, the run may go on without the server if a step fails. */
    public void skipAllowed(DelegateExecution execution) {
        RunVariables.SKIP_ALLOWED.on(execution).set(true);
        RunVariables.SKIP_REFUSAL.on(execution).set("");
    }

    /** From here on, the run can't go on without the server if a step fails: the sentence says why. */
    public void skipRefused(DelegateExecution execution, String why) {
        RunVariables.SKIP_ALLOWED.on(execution).set(false);
        RunVariables.SKIP_REFUSAL.on(execution).set(why);
    }

    /** A wait begins: until when it may last. */
    public void beginWaiting(DelegateExecution execution, Duration atMost) {
        RunVariables.WAIT_UNTIL.on(execution).set(Date.from(clock.instant().plus(atMost)));
    }

    /** Whether the wait that began has lasted too long. */
    public boolean hasWaitedTooLong(DelegateExecution execution) {
        return RunVariables.WAIT_UNTIL
                .optional(execution)
                .map(until -> clock.instant().isAfter(until.toInstant()))
                .orElse(false);
    }

    public RunStep step(DelegateExecution execution) {
        return new RunStep(RunVariables.RUN_ID.from(execution), stepName(execution), isRehearsal(execution));
    }

    /** Whether the run only rehearses: it reads, and lists what it would do (safety rule 8). */
    public boolean isRehearsal(VariableScope scope) {
        return runs.find(RunVariables.RUN_ID.from(scope)).map(Run::rehearsal).orElse(false);
    }

    /** {@code stop-and-disable-service/serviceTask_stopService}. */
    public static String stepName(DelegateExecution execution) {
        return processKeyOf(execution) + "/" + execution.getCurrentActivityId();
    }

    /** What the diagram calls a step, for people; the step itself where no model has it. */
    public static String titleOf(DelegateExecution execution, String step) {
        int slash = step.indexOf('/');
        if (slash < 0) {
            return step;
        }
        RepositoryService repository = execution.getProcessEngineServices().getRepositoryService();
        return Optional.ofNullable(repository
                        .createProcessDefinitionQuery()
                        .processDefinitionKey(step.substring(0, slash))
                        .latestVersion()
                        .singleResult())
                .map(definition -> repository
                        .getBpmnModelInstance(definition.getId())
                        .<ModelElementInstance>getModelElementById(step.substring(slash + 1)))
                .map(element -> element.getAttributeValue("name"))
                .filter(name -> !name.isBlank())
                .orElse(step);
    }

    /** The process key; a definition's id alone does not tell it (a long key makes it a mere UUID). */
    static String processKeyOf(DelegateExecution execution) {
        return execution
                .getProcessEngineServices()
                .getRepositoryService()
                .getProcessDefinition(execution.getProcessDefinitionId())
                .getKey();
    }

    static String serverIds(Environment environment) {
        return environment.servers().stream().map(Server::id).collect(Collectors.joining(", "));
    }

    private static Server serverOf(Environment environment, String serverId) {
        return environment
                .server(serverId)
                .orElseThrow(() -> new IllegalStateException("server '" + serverId + "' has gone from the inventory of "
                        + environment.id() + " while a run needs it: put it back, then retry"));
    }
}
