package org.osfailover.procedure.pointtocontroller;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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

/** Reads whether every service that starts by itself has initialised. */
@Component("readServicesDelegate")
class ReadServicesDelegate implements JavaDelegate {

    private final Steps steps;

    ReadServicesDelegate(Steps steps) {
        this.steps = steps;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String address = PointToController.address(execution, steps);
        String serverId = RunVariables.SERVER_ID.from(execution);
        if (steps.isTakenAsGiven(execution, serverId, "whether all its services are initialised")) {
            RunVariables.INITIALISED.on(execution).set(true);
            return;
        }
        List<ServiceReading> waiting = PlatformService.inStartOrder().stream()
                .map(steps.server(execution, serverId).read()::service)
                .filter(service -> !ready(service))
                .toList();
        RunVariables.INITIALISED.on(execution).set(waiting.isEmpty());
        if (waiting.isEmpty()) {
            steps.note(execution, serverId, "All its services are initialised, with " + address + " as the Controller");
            return;
        }
        Optional<String> mismatch = ConnectionMismatch.saidBy(waiting);
        if (mismatch.isPresent()) {
            throw steps.failed(execution, serverId, RefusalCode.NOT_IN_WANTED_STATE, mismatch.get());
        }
        if (steps.hasWaitedTooLong(execution)) {
            throw steps.failed(
                    execution,
                    serverId,
                    RefusalCode.NOT_IN_WANTED_STATE,
                    "Not initialised in time: "
                            + waiting.stream()
                                    .map(s -> s.service().shortName() + " is " + s.state() + " (" + s.detail() + ")")
                                    .collect(Collectors.joining("; ")));
        }
    }

    /** Log and SMS have no port and initialise alone: for them running is enough. A manual, stopped service is left. */
    private static boolean ready(ServiceReading read) {
        boolean initialisesAlone = read.service() == PlatformService.LOG || read.service() == PlatformService.SMS;
        return switch (read.startType()) {
            case ABSENT, DISABLED -> true;
            case MANUAL -> read.state() == ServiceState.STOPPED || read.state() == ServiceState.INITIALISED;
            case AUTOMATIC, UNKNOWN ->
                read.state() == ServiceState.INITIALISED
                        || (initialisesAlone && (read.state().isRunning() || read.startType() == StartType.UNKNOWN));
        };
    }
}
