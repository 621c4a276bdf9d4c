package org.osfailover.procedure.activatepassivefrontends;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.StartType;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.ServersOfRun;
import org.osfailover.procedure.support.Steps;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** Reads everything once more: one group with an enabled Scheduler (safety rule 3), its services running. */
@Component("verifyActivationDelegate")
class VerifyActivationDelegate implements JavaDelegate {

    private final Steps steps;
    private final FarmReadings readings;
    private final Runs runs;

    VerifyActivationDelegate(Steps steps, FarmReadings readings, Runs runs) {
        this.steps = steps;
        this.readings = readings;
        this.runs = runs;
    }

    @Override
    public void execute(DelegateExecution execution) {
        if (steps.isTakenAsGiven(execution, null, "whether the activation is complete, on every server")) {
            return;
        }
        Set<String> skipped = runs.skipped(RunVariables.RUN_ID.from(execution));
        Set<String> notContacted = new HashSet<>(ServersOfRun.list(RunVariables.LOST_SERVERS.from(execution)));
        notContacted.retainAll(skipped);
        FarmReading reading = readings.now(steps.environment(execution), steps.step(execution), notContacted);
        for (String id : ServersOfRun.list(ActivationVariables.SERVERS_TO_DEACTIVATE.from(execution))) {
            // a server that was left out (later than step 1) is looked at, too, where it can be read: safety rule 3
            boolean leftOut = skipped.contains(id) && !reading.server(id).reachable();
            ServiceReading scheduler = reading.server(id).service(PlatformService.SCHEDULER);
            if (!leftOut && !scheduler.isStoppedAndDisabled()) {
                throw failed(execution, id, "must be stopped and disabled", scheduler);
            }
        }
        List<String> activated = takingPart(execution, ActivationVariables.SERVERS_TO_ACTIVATE.from(execution));
        if (activated.isEmpty()) {
            throw noneIsActive(execution);
        }
        for (String id : activated) {
            running(reading.server(id).service(PlatformService.SCHEDULER))
                    .ifPresent(read -> raise(execution, id, read));
        }
        for (String id : takingPart(execution, ActivationVariables.ALL_SERVERS.from(execution))) {
            ServiceReading deployment = reading.server(id).service(PlatformService.DEPLOYER);
            if (deployment.startType() != StartType.ABSENT) {
                running(deployment).ifPresent(read -> raise(execution, id, read));
            }
        }
        steps.note(
                execution,
                null,
                "Group " + ActivationVariables.GROUP_TO_ACTIVATE.from(execution)
                        + " is the only one with an enabled Scheduler; its Scheduler and all Deployment services run");
    }

    private List<String> takingPart(DelegateExecution execution, String servers) {
        Set<String> skipped = runs.skipped(RunVariables.RUN_ID.from(execution));
        return ServersOfRun.list(servers).stream()
                .filter(id -> !skipped.contains(id))
                .toList();
    }

    /** The reading, where it is not enabled and running. */
    private static Optional<ServiceReading> running(ServiceReading read) {
        return read.startType().isEnabled() && read.state().isRunning() ? Optional.empty() : Optional.of(read);
    }

    private void raise(DelegateExecution execution, String serverId, ServiceReading read) {
        throw failed(execution, serverId, "must be enabled and running", read);
    }

    /** Every server of the group was left out: that must not be called an activation. */
    private BpmnError noneIsActive(DelegateExecution execution) {
        steps.skipRefused(
                execution, "No server would be active. Choose ABORT, and start again when a server can be activated.");
        return steps.failed(
                execution,
                null,
                RefusalCode.NOT_IN_WANTED_STATE,
                "Every server of group " + ActivationVariables.GROUP_TO_ACTIVATE.from(execution)
                        + " was left out: no Scheduler runs in the environment");
    }

    private BpmnError failed(DelegateExecution execution, String serverId, String must, ServiceReading read) {
        steps.skipRefused(
                execution,
                "The activation can't be called done while this is so. Put it right and choose RETRY, or choose ABORT.");
        return steps.failed(
                execution,
                serverId,
                RefusalCode.NOT_IN_WANTED_STATE,
                read.service().shortName() + " " + must + "; it is " + read.state() + " and " + read.startType() + " ("
                        + read.detail() + ")");
    }
}
