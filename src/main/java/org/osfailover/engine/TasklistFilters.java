package org.osfailover.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.task.TaskQuery;
import org.springframework.stereotype.Component;

/**
 * The lists of tasks that Tasklist offers: what one has to do oneself comes first. A list that is there already, from an
 * earlier start or changed by an administrator, gets what it lacks, and keeps the rest.
 */
@Component
class TasklistFilters {

    static final String MY_TASKS = "My tasks";
    static final String ALL_TASKS = "All tasks";

    /** In the list, "Approve plan" alone does not say of which environment, nor "Decide on server" on which. */
    private static final List<Map<String, String>> SHOWN = List.of(
            Map.of("name", "environmentName", "label", "Environment"),
            Map.of("name", "runId", "label", "Run"),
            Map.of("name", "serverId", "label", "Server"),
            Map.of("name", "mode", "label", "Mode"));

    private final ProcessEngine engine;

    TasklistFilters(ProcessEngine engine) {
        this.engine = engine;
    }

    /** Creates and completes the lists. Tasklist opens the one with the lowest priority. */
    List<Filter> ensure() {
        return List.of(
                ensure(MY_TASKS, 0, "Mine, and those that one of my groups has to do and nobody has taken", mine()),
                ensure(ALL_TASKS, 10, "Everybody's, also what others have to do", query()));
    }

    private TaskQuery query() {
        return engine.getTaskService().createTaskQuery();
    }

    private TaskQuery mine() {
        return query().or()
                .taskAssigneeExpression("${currentUser()}")
                .taskCandidateGroupInExpression("${currentUserGroups()}")
                .endOr();
    }

    private Filter ensure(String name, int priority, String description, TaskQuery query) {
        FilterService filters = engine.getFilterService();
        Filter filter = filters.createFilterQuery().filterName(name).list().stream()
                .findFirst()
                .orElseGet(() -> filters.newTaskFilter(name).setQuery(query));
        Map<String, Object> before = filter.getProperties() == null ? Map.of() : filter.getProperties();
        Map<String, Object> properties = new HashMap<>(before);
        properties.putIfAbsent("description", description);
        properties.putIfAbsent("priority", priority);
        properties.putIfAbsent("refresh", true);
        properties.putIfAbsent("variables", SHOWN);
        properties.putIfAbsent("showUndefinedVariable", false);
        if (!properties.equals(before)) {
            filter.setProperties(properties);
            filters.saveFilter(filter);
        }
        return filter;
    }
}
