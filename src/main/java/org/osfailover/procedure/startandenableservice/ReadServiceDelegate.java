package org.osfailover.procedure.startandenableservice;

import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.procedure.support.ConnectionMismatch;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Reads whether the service has initialised; where no Controller answers, running is enough. */
@Component("readServiceDelegate")
class ReadServiceDelegate implements JavaDelegate {

    private final Steps steps;

    ReadServiceDelegate(Steps steps) {
        this.steps = steps;
    }

    @Override
    public void execute(DelegateExecution execution) {
        PlatformService service = StartAndEnable.service(execution, steps);
        String serverId = RunVariables.SERVER_ID.from(execution);
        if (steps.isTakenAsGiven(execution, serverId, "whether " + service.shortName() + " is initialised")) {
            RunVariables.INITIALISED.on(execution).set(true);
            return;
        }
        boolean runningIsEnough =
                RunVariables.RUNNING_IS_ENOUGH.optional(execution).orElse(false);
        ServiceReading read = steps.server(execution, serverId).read().service(service);
        boolean initialised = read.state() == ServiceState.INITIALISED
                || read.startType() == StartType.ABSENT
                || (runningIsEnough && read.state().isRunning());
        RunVariables.INITIALISED.on(execution).set(initialised);
        Optional<String> mismatch = initialised ? Optional.empty() : ConnectionMismatch.saidBy(List.of(read));
        if (mismatch.isPresent()) {
            throw steps.failed(execution, serverId, RefusalCode.NOT_IN_WANTED_STATE, mismatch.get());
        }
        if (initialised && service == PlatformService.RABBITMQ) {
            steps.note(execution, serverId, service.shortName() + ": runs");
        } else if (initialised && read.state() == ServiceState.RUNNING && service == PlatformService.CONTROLLER) {
            steps.note(execution, serverId, "It runs; it initialises when its configuration names it (step 3)");
        } else if (initialised && read.state() == ServiceState.RUNNING) {
            steps.deviation(
                    execution,
                    serverId,
                    service.shortName()
                            + " runs; that it has initialised could not be asked for, since no Controller answers");
        } else if (initialised) {
            steps.note(execution, serverId, service.shortName() + ": initialised");
        } else if (steps.hasWaitedTooLong(execution)) {
            throw steps.failed(
                    execution,
                    serverId,
                    RefusalCode.NOT_IN_WANTED_STATE,
                    service.shortName() + " has not initialised in time: it is " + read.state() + " (" + read.detail()
                            + ")");
        }
    }
}
