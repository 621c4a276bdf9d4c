package org.osfailover.engine;

import java.util.List;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.ProcessInstancePermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.identity.Group;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Creates the groups with their authorizations, where they are missing, once the engine runs: operators start, decide and
 * repair; approvers and licence managers see everything and do their tasks. What an administrator has changed stays.
 */
@Component
@Order(10)
class GroupsAndAuthorizations implements ApplicationRunner {

    private static final String OPERATORS = "platform-operators";
    private static final String APPROVERS = "failover-approvers";
    private static final String LICENSE_MANAGERS = "license-managers";

    private final ProcessEngine engine;
    private final TasklistFilters filters;

    GroupsAndAuthorizations(ProcessEngine engine, TasklistFilters filters) {
        this.engine = engine;
        this.filters = filters;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        group(OPERATORS, "Platform operators");
        group(APPROVERS, "Failover approvers");
        group(LICENSE_MANAGERS, "Licence managers");
        List<Filter> shown = filters.ensure();
        for (String group : List.of(OPERATORS, APPROVERS, LICENSE_MANAGERS)) {
            grant(group, Resources.APPLICATION, "tasklist", Permissions.ACCESS);
            grant(group, Resources.APPLICATION, "cockpit", Permissions.ACCESS);
            grant(group, Resources.APPLICATION, "welcome", Permissions.ACCESS);
            for (Filter filter : shown) {
                grant(group, Resources.FILTER, filter.getId(), Permissions.READ);
            }
        }
        grant(
                OPERATORS,
                Resources.PROCESS_DEFINITION,
                Authorization.ANY,
                ProcessDefinitionPermissions.READ,
                ProcessDefinitionPermissions.CREATE_INSTANCE,
                ProcessDefinitionPermissions.READ_INSTANCE,
                ProcessDefinitionPermissions.READ_INSTANCE_VARIABLE,
                ProcessDefinitionPermissions.READ_HISTORY,
                ProcessDefinitionPermissions.READ_TASK,
                ProcessDefinitionPermissions.RETRY_JOB,
                ProcessDefinitionPermissions.SUSPEND_INSTANCE);
        grant(OPERATORS, Resources.PROCESS_INSTANCE, Authorization.ANY, ProcessInstancePermissions.CREATE);
        for (String group : List.of(APPROVERS, LICENSE_MANAGERS)) {
            grant(
                    group,
                    Resources.PROCESS_DEFINITION,
                    Authorization.ANY,
                    ProcessDefinitionPermissions.READ,
                    ProcessDefinitionPermissions.READ_INSTANCE,
                    ProcessDefinitionPermissions.READ_INSTANCE_VARIABLE,
                    ProcessDefinitionPermissions.READ_HISTORY,
                    ProcessDefinitionPermissions.READ_TASK);
        }
        for (Resources resource :
                List.of(Resources.TASK, Resources.PROCESS_INSTANCE, Resources.PROCESS_DEFINITION, Resources.FILTER)) {
            grant("camunda-admin", resource, Authorization.ANY, Permissions.ALL);
        }
    }

    private void group(String id, String name) {
        IdentityService identities = engine.getIdentityService();
        if (identities.isReadOnly() || identities.createGroupQuery().groupId(id).count() > 0) {
            return;
        }
        Group group = identities.newGroup(id);
        group.setName(name);
        group.setType("WORKFLOW");
        identities.saveGroup(group);
    }

    private void grant(String group, Resource resource, String resourceId, Permission... permissions) {
        AuthorizationService authorizations = engine.getAuthorizationService();
        boolean there = authorizations
                        .createAuthorizationQuery()
                        .groupIdIn(group)
                        .resourceType(resource)
                        .resourceId(resourceId)
                        .count()
                > 0;
        if (there) {
            return;
        }
        Authorization authorization = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
        authorization.setGroupId(group);
        authorization.setResource(resource);
        authorization.setResourceId(resourceId);
        authorization.setPermissions(permissions);
        authorizations.saveAuthorization(authorization);
    }
}
