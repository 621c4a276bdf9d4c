package org.osfailover.procedure.support;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.task.Task;
import org.springframework.stereotype.Component;

/** Reminds of the open licence task: in the run's record, and on the task. Where none is open, there is nothing to say. */
@Component("remindPeopleDelegate")
class RemindPeopleDelegate implements JavaDelegate {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final Steps steps;
    private final LicenseDeadlines deadlines;

    RemindPeopleDelegate(Steps steps, LicenseDeadlines deadlines) {
        this.steps = steps;
        this.deadlines = deadlines;
    }

    @Override
    public void execute(DelegateExecution execution) {
        TaskService tasks = execution.getProcessEngineServices().getTaskService();
        for (Task task : tasks.createTaskQuery()
                .processInstanceId(execution.getProcessInstanceId())
                .list()) {
            String reminder = sentence(task.getCreateTime().toInstant(), task.getDueDate());
            task.setFollowUpDate(Date.from(deadlines.nextReminder()));
            tasks.saveTask(task);
            LicenseVariables.LICENSE_REMINDER.on(execution).set(reminder);
            steps.note(
                    execution, null, "Reminder: '" + task.getName() + "' is still to be done by a person. " + reminder);
        }
    }

    private String sentence(Instant since, Date due) {
        Instant now = deadlines.now();
        String waited =
                "It has waited since " + MINUTE.format(since) + " (" + inWords(Duration.between(since, now)) + ")";
        if (due == null) {
            return waited + ".";
        }
        return waited + (now.isAfter(due.toInstant()) ? " and was due by " : ", and is due by ")
                + MINUTE.format(due.toInstant()) + ".";
    }

    private static String inWords(Duration duration) {
        long minutes = Math.max(0, duration.toMinutes());
        return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }
}
