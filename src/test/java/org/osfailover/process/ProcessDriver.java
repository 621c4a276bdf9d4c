package org.osfailover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.osfailover.run.Fences;
import org.osfailover.run.Run;
import org.osfailover.run.Runs;

/** The test's thread drives the engine: jobs (timers included) run until people are waited for, or the end. */
final class ProcessDriver {

    private static final int MOST_JOBS = 400;

    private final ProcessEngine engine;
    private final Runs runs;
    private final Fences fences;
    private final MovableClock clock;

    ProcessDriver(ProcessEngine engine, Runs runs, Fences fences, MovableClock clock) {
        this.engine = engine;
        this.runs = runs;
        this.fences = fences;
        this.clock = clock;
    }

    /** Starts as this user; returns the run. */
    Run start(String user, String processKey, Map<String, Object> variables) {
        engine.getIdentityService().setAuthenticatedUserId(user);
        try {
            ProcessInstance instance = engine.getRuntimeService().startProcessInstanceByKey(processKey, variables);
            return runs.newest(50).stream()
                    .filter(run -> instance.getId().equals(run.processInstanceId()))
                    .findFirst()
                    .orElseThrow();
        } finally {
            engine.getIdentityService().clearAuthentication();
        }
    }

    /** Runs jobs until none is left that can run, polls included; what is due much later stays. */
    void goOn() {
        for (int i = 0; i < MOST_JOBS; i++) {
            List<Job> jobs = jobsDue();
            if (jobs.isEmpty()) {
                return;
            }
            engine.getManagementService().executeJob(jobs.get(0).getId());
        }
        fail("the process still has jobs after " + MOST_JOBS + " of them: it goes in circles");
    }

    private List<Job> jobsDue() {
        Instant soon = Instant.now().plus(Duration.ofMinutes(10));
        return engine.getManagementService().createJobQuery().withRetriesLeft().active().list().stream()
                .filter(job -> job.getProcessInstanceId() != null)
                .filter(job ->
                        job.getDuedate() == null || job.getDuedate().toInstant().isBefore(soon))
                .toList();
    }

    /** Lets so much time pass that every reminder that waits comes once. */
    void letRemindersCome() {
        clock.moveOn(Duration.ofHours(2));
        engine.getManagementService().createJobQuery().timers().list().stream()
                .filter(job -> job.getProcessInstanceId() != null)
                .forEach(job -> engine.getManagementService().executeJob(job.getId()));
        goOn();
    }

    void moveOn(Duration duration) {
        clock.moveOn(duration);
    }

    /** The keys of all open tasks. */
    List<String> openTasks() {
        goOn();
        return engine.getTaskService().createTaskQuery().list().stream()
                .map(Task::getTaskDefinitionKey)
                .sorted()
                .toList();
    }

    /** The open task of this key, of which there must be one. */
    Task task(String taskKey) {
        goOn();
        Task task = engine.getTaskService()
                .createTaskQuery()
                .taskDefinitionKey(taskKey)
                .singleResult();
        assertThat(task).as("an open task %s", taskKey).isNotNull();
        return task;
    }

    /** The only open task, which must be this one. */
    Task waitsAt(String taskKey) {
        goOn();
        List<Task> tasks = engine.getTaskService().createTaskQuery().list();
        assertThat(tasks).extracting(Task::getTaskDefinitionKey).containsExactly(taskKey);
        return tasks.get(0);
    }

    /** Completes the only open task as this user, and goes on. */
    void complete(String user, String taskKey, Map<String, Object> variables) {
        complete(user, waitsAt(taskKey), variables);
    }

    /** Completes one of the open tasks as this user, and goes on. */
    void complete(String user, Task task, Map<String, Object> variables) {
        engine.getIdentityService().setAuthenticatedUserId(user);
        try {
            engine.getTaskService().complete(task.getId(), variables);
        } finally {
            engine.getIdentityService().clearAuthentication();
        }
        goOn();
    }

    /** Some rounds of jobs, a deadline's time, and then as {@link #waitsAt}. */
    Task waitsAtAfter(Duration deadline, String taskKey) {
        for (int round = 0; round < 150; round++) {
            jobsDue().forEach(job -> engine.getManagementService().executeJob(job.getId()));
        }
        clock.moveOn(deadline);
        return waitsAt(taskKey);
    }

    /** The engine's state of the run's own instance: ACTIVE, COMPLETED, … */
    String stateOf(Run run) {
        return engine.getHistoryService()
                .createHistoricProcessInstanceQuery()
                .processInstanceId(String.valueOf(run.processInstanceId()))
                .singleResult()
                .getState();
    }

    Object variable(Task task, String name) {
        return engine.getTaskService().getVariable(task.getId(), name);
    }

    /** Which flow nodes the run has passed, in all of its instances, in order of their beginning. */
    List<String> passed(Run run) {
        Set<String> instances = engine
                .getHistoryService()
                .createHistoricProcessInstanceQuery()
                .processInstanceBusinessKey(run.id())
                .list()
                .stream()
                .map(HistoricProcessInstance::getId)
                .collect(Collectors.toSet());
        return engine.getHistoryService().createHistoricActivityInstanceQuery().list().stream()
                .filter(activity -> instances.contains(activity.getProcessInstanceId()))
                .map(HistoricActivityInstance::getActivityId)
                .toList();
    }

    Run run(Run run) {
        return runs.find(run.id()).orElseThrow();
    }

    /** Ends whatever a test has left behind. */
    void clear() {
        // a reading of the farm is good for some seconds: the next test has another farm
        clock.moveOn(Duration.ofMinutes(1));
        engine.getRuntimeService()
                .createProcessInstanceQuery()
                .rootProcessInstances()
                .list()
                .forEach(instance ->
                        engine.getRuntimeService().deleteProcessInstance(instance.getId(), "end of the test", true));
        fences.pending().forEach(fence -> fences.end(fence.id(), "end of the test"));
        runs.newest(50).stream()
                .filter(run -> run.endedAt() == null)
                .forEach(run -> runs.end(run.id(), org.osfailover.run.RunOutcome.FAILED, "end of the test"));
    }
}
