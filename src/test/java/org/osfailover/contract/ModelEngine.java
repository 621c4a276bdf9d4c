package org.osfailover.contract;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.slf4j.LoggerFactory;

/**
 * The real engine with every model deployed and every bean a stand-in that only writes down that it was called: what is
 * tested with it is the models, and nothing else. The test drives time: jobs and timers run when it says so.
 */
final class ModelEngine implements AutoCloseable {

    private static final int MOST_JOBS = 2_000;

    /** What was called, in order: "stopService fe1", "startGuard". */
    final List<String> calls = new ArrayList<>();

    private final Map<Object, Object> beans = new HashMap<>();
    private final ProcessEngine engine;

    ModelEngine() {
        ((Logger) LoggerFactory.getLogger("org.camunda")).setLevel(Level.WARN);
        standIns();
        ProcessEngineConfigurationImpl configuration = new StandaloneInMemProcessEngineConfiguration()
                .setJdbcUrl("jdbc:h2:mem:models-" + System.nanoTime() + ";DB_CLOSE_DELAY=-1")
                .setJobExecutorActivate(false);
        configuration.setEnableExceptionsAfterUnhandledBpmnError(true);
        configuration.setBeans(beans);
        engine = configuration.buildProcessEngine();
        var deployment = engine.getRepositoryService().createDeployment();
        Models.all().forEach(model -> deployment.addModelInstance(model.resourceName(), model.instance()));
        deployment.deploy();
    }

    private void standIns() {
        beans.put("polling", new Polling());
        beans.put("licenseDeadlines", new LicenseDeadlines());
        beans.put("serversOfRun", new ServersOfRun(calls));
        TaskListener nobodyAnswers = task -> {};
        beans.put("rehearsedAnswer", nobodyAnswers);
        beans.put("readinessSchedule", new ReadinessSchedule());
        beans.put("fenceGuard", (ExecutionListener) execution -> calls.add("fenceGuard"));
        beans.put("partOfCheckGuard", (ExecutionListener) execution -> {});
        beans.put("readinessGuard", (ExecutionListener) execution -> {
            execution.setVariable("serversToCheck", "fe1,fe2");
            execution.setVariable("checkId", "check-1");
            execution.setVariable("runId", "run-1");
            execution.setVariable("environmentName", "Production");
            execution.setVariable("mode", "PLANNED");
        });
        ExecutionListener nothingOffered = execution -> {};
        beans.put("offerDecisionListener", nothingOffered);
        for (var listener : List.of("startGuard", "buildingBlockGuard", "runCompletedListener", "runAbortedListener")) {
            ExecutionListener written = execution -> calls.add(listener);
            beans.put(listener, written);
        }
        for (Model model : Models.all()) {
            for (var task : model.all(ServiceTask.class)) {
                String expression = task.getCamundaDelegateExpression();
                answer(expression.substring(2, expression.length() - "Delegate}".length()), Map.of());
            }
            for (var task : model.all(UserTask.class)) {
                TaskListener written = delegateTask -> calls.add(delegateTask.getTaskDefinitionKey() + " completed");
                beans.put(Models.bareName(task) + "Listener", written);
            }
        }
    }

    /** Makes a delegate set these variables whenever it is called. */
    ModelEngine answer(String delegate, Map<String, ?> variables) {
        return behave(delegate, execution -> execution.setVariables(variables));
    }

    ModelEngine behave(String delegate, JavaDelegate behaviour) {
        JavaDelegate written = execution -> {
            Object server = execution.getVariable("serverId");
            calls.add(server == null ? delegate : delegate + " " + server);
            behaviour.execute(execution);
        };
        beans.put(delegate + "Delegate", written);
        return this;
    }

    /** Makes a delegate fail as the contract of the models has it, where {@code where} is so. */
    ModelEngine fail(String delegate, String errorCode, Predicate<DelegateExecution> where) {
        return behave(delegate, execution -> {
            if (where.test(execution)) {
                execution.setVariables(Map.of(
                        "problem",
                        "it does not answer",
                        "problemCode",
                        "SERVER_UNREACHABLE",
                        "problemServer",
                        String.valueOf(execution.getVariable("serverId")),
                        "step",
                        execution.getCurrentActivityId(),
                        "skipAllowed",
                        true,
                        "skipRefusal",
                        ""));
                throw new BpmnError(errorCode);
            }
        });
    }

    String start(String processKey, Map<String, Object> variables) {
        var all = new HashMap<String, Object>(Map.of(
                "environment", "production", "environmentName", "Production", "runId", "run-1", "mode", "EMERGENCY"));
        all.putAll(variables);
        ProcessInstance instance = engine.getRuntimeService().startProcessInstanceByKey(processKey, "run-1", all);
        work();
        return instance.getId();
    }

    /** Runs jobs and polls until only people are waited for; what is due much later stays. */
    void work() {
        Instant soon = Instant.now().plus(Duration.ofHours(1));
        for (int done = 0; done < MOST_JOBS; done++) {
            Optional<Job> next = engine.getManagementService().createJobQuery().withRetriesLeft().list().stream()
                    .filter(job -> job.getDuedate() == null
                            || job.getDuedate().toInstant().isBefore(soon))
                    .findFirst();
            if (next.isEmpty()) {
                return;
            }
            engine.getManagementService().executeJob(next.get().getId());
        }
        throw new AssertionError("still busy after " + MOST_JOBS + " jobs; last calls: "
                + calls.subList(Math.max(0, calls.size() - 10), calls.size()));
    }

    /** Lets the timers fire that are due much later, each once, and goes on working. */
    void letTimePass() {
        engine.getManagementService().createJobQuery().timers().list().forEach(timer -> engine.getManagementService()
                .executeJob(timer.getId()));
        work();
    }

    /** A message begins an instance; gives its id. */
    String begin(String message, String businessKey, Map<String, Object> variables) {
        var all = new HashMap<String, Object>(Map.of(
                "environment",
                "production",
                "environmentName",
                "Production",
                "runId",
                businessKey,
                "mode",
                "EMERGENCY"));
        all.putAll(variables);
        String id = engine.getRuntimeService()
                .createMessageCorrelation(message)
                .processInstanceBusinessKey(businessKey)
                .setVariables(all)
                .correlateStartMessage()
                .getId();
        work();
        return id;
    }

    /** A message reaches a running instance. */
    void tell(String message, String instanceId) {
        engine.getRuntimeService()
                .createMessageCorrelation(message)
                .processInstanceId(instanceId)
                .correlate();
        work();
    }

    /** Starts what a timer would start. */
    void letTimerStart(String processKey) {
        engine.getManagementService().createJobQuery().processDefinitionKey(processKey).list().stream()
                .filter(job -> job.getProcessInstanceId() == null)
                .forEach(job -> engine.getManagementService().executeJob(job.getId()));
        work();
    }

    /** Completes the oldest open task of this id, and goes on working. */
    void complete(String taskId, Map<String, Object> variables) {
        var open = engine.getTaskService()
                .createTaskQuery()
                .taskDefinitionKey(taskId)
                .list();
        if (open.isEmpty()) {
            throw new AssertionError("no open task " + taskId + "; open: " + openTasks() + "; calls: " + calls);
        }
        engine.getTaskService().complete(open.get(0).getId(), variables);
        work();
    }

    List<String> openTasks() {
        return engine.getTaskService().createTaskQuery().list().stream()
                .map(task -> task.getTaskDefinitionKey())
                .sorted()
                .toList();
    }

    /** "COMPLETED", "ACTIVE", … of an instance. */
    String state(String instanceId) {
        return engine.getHistoryService()
                .createHistoricProcessInstanceQuery()
                .processInstanceId(instanceId)
                .singleResult()
                .getState();
    }

    /** A variable of a running instance. */
    Object variable(String instanceId, String name) {
        return engine.getRuntimeService().getVariable(instanceId, name);
    }

    /** Keys of the called processes that are still alive. */
    List<String> alive() {
        return engine.getHistoryService().createHistoricProcessInstanceQuery().unfinished().list().stream()
                .map(HistoricProcessInstance::getProcessDefinitionKey)
                .sorted()
                .toList();
    }

    /** Business keys of everything that ever ran here, each once. */
    List<String> businessKeys() {
        return engine.getHistoryService().createHistoricProcessInstanceQuery().list().stream()
                .map(HistoricProcessInstance::getBusinessKey)
                .distinct()
                .toList();
    }

    /** Ids of the elements that were passed, over all processes, as "file#id". */
    List<String> passed() {
        return engine.getHistoryService().createHistoricActivityInstanceQuery().list().stream()
                .map(ModelEngine::nameOf)
                .distinct()
                .toList();
    }

    private static String nameOf(HistoricActivityInstance activity) {
        return activity.getProcessDefinitionKey() + "#" + activity.getActivityId();
    }

    /** Forgets everything that ran and was called, and every answer. */
    void reset() {
        var running = engine.getRuntimeService()
                .createProcessInstanceQuery()
                .rootProcessInstances()
                .list();
        running.forEach(
                instance -> engine.getRuntimeService().deleteProcessInstance(instance.getId(), "next test", true));
        var ended =
                engine.getHistoryService().createHistoricProcessInstanceQuery().list();
        ended.forEach(instance -> engine.getHistoryService().deleteHistoricProcessInstanceIfExists(instance.getId()));
        calls.clear();
        standIns();
    }

    @Override
    public void close() {
        engine.close();
    }

    /** Stand-in of the bean that says when the environments are checked. */
    public static final class ReadinessSchedule {
        public String cycle() {
            return "R/2999-01-01T00:00:00/P1D";
        }

        public List<String> environments() {
            return List.of("production", "test");
        }
    }

    /** Stand-in of the bean that says how long a poll waits. */
    public static final class Polling {
        public String interval() {
            return "PT2S";
        }
    }

    /** Stand-in of the bean that says by when people should have done something. */
    public static final class LicenseDeadlines {
        public Date dueDate() {
            return Date.from(Instant.now().plus(Duration.ofDays(1)));
        }

        public String reminderCycle() {
            return "R/P1D";
        }
    }

    /** Stand-in of the bean that says which servers take part: all of the list; every wave holds two servers. */
    public static final class ServersOfRun {
        private final List<String> calls;

        ServersOfRun(List<String> calls) {
            this.calls = calls;
        }

        public List<String> takingPart(String runId, String servers) {
            return Arrays.stream(servers.split(",")).filter(id -> !id.isBlank()).toList();
        }

        public String serverOf(String entry) {
            return entry.replaceAll("/.*", "");
        }

        public String serviceOf(String entry) {
            return entry.replaceAll(".*/", "");
        }

        public boolean isListed(String list, String entry) {
            return takingPart("", list).contains(entry);
        }

        public String valueOf(String list, String serverId) {
            return takingPart("", list).stream()
                    .filter(entry -> entry.startsWith(serverId + "="))
                    .map(entry -> entry.replaceAll(".*=", ""))
                    .findFirst()
                    .orElse("");
        }

        public List<String> waves(String mode, String servers) {
            calls.add("waves");
            List<String> all = takingPart("", servers);
            List<String> waves = new ArrayList<>();
            for (int first = 0; first < all.size(); first += 2) {
                waves.add(String.join(",", all.subList(first, Math.min(first + 2, all.size()))));
            }
            return waves;
        }
    }
}
