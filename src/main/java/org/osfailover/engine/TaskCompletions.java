package org.osfailover.engine;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;

/**
 * Which variables a task's completion may set: the model says it, in the user task's extension property
 * {@code completion} (names, separated by commas).
 */
final class TaskCompletions {

    private final ProcessEngine engine;

    TaskCompletions(ProcessEngine engine) {
        this.engine = engine;
    }

    /** Empty where there is no such task, or it belongs to no model: then the engine answers. */
    Optional<Set<String>> allowedVariables(String taskId) {
        Task task = engine.getTaskService().createTaskQuery().taskId(taskId).singleResult();
        if (task == null || task.getProcessDefinitionId() == null) {
            return Optional.empty();
        }
        UserTask model = engine.getRepositoryService()
                .getBpmnModelInstance(task.getProcessDefinitionId())
                .getModelElementById(task.getTaskDefinitionKey());
        Set<String> names = new TreeSet<>();
        if (model != null && model.getExtensionElements() != null) {
            model.getExtensionElements().getElementsQuery().filterByType(CamundaProperties.class).list().stream()
                    .flatMap(properties -> properties.getCamundaProperties().stream())
                    .filter(property -> "completion".equals(property.getCamundaName()))
                    .flatMap(
                            property -> Arrays.stream(property.getCamundaValue().split(",")))
                    .map(String::trim)
                    .filter(name -> !name.isEmpty())
                    .forEach(names::add);
        }
        return Optional.of(names);
    }
}
