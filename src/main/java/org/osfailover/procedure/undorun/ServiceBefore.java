package org.osfailover.procedure.undorun;

import java.util.Optional;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.procedure.undorun.UndoPlan.Change;
import org.osfailover.run.ServerBefore;

/**
 * One service that a server had before the run, and what has to be done to have it again. Start types count as well as
 * states: what was automatic and stopped starts with its server, and is not started. A service can be set to automatic or
 * disabled; one that was manual is put into service or out of it, and a person sets it to manual.
 */
record ServiceBefore(Optional<Change> toStop, Optional<Change> toStart, Optional<String> byHand) {

    private static final ServiceBefore AS_IT_WAS =
            new ServiceBefore(Optional.empty(), Optional.empty(), Optional.empty());

    static ServiceBefore of(ServerBefore server, PlatformService service, ServiceReading now) {
        ServiceReading before = server.service(service);
        if (before.startType() == StartType.UNKNOWN || now.startType() == StartType.UNKNOWN) {
            return AS_IT_WAS;
        }
        boolean ran = before.state() != ServiceState.STOPPED && before.state() != ServiceState.STOPPING;
        boolean inService =
                now.startType() == StartType.AUTOMATIC && now.state().isRunning();
        Change change = new Change(server.server(), service, before, now, ran);
        String where = service.displayName() + " on " + server.server();
        return switch (before.startType()) {
            case AUTOMATIC ->
                (ran ? inService : now.startType() == StartType.AUTOMATIC)
                        ? AS_IT_WAS
                        : start(change, Optional.empty());
            case MANUAL -> {
                Optional<String> manual = now.startType() == StartType.MANUAL
                        ? Optional.empty()
                        : Optional.of("Set " + where + " to manual, as it was");
                if (ran && !inService && !now.state().isRunning()) {
                    yield start(change, manual);
                }
                yield !ran && now.isInService()
                        ? stop(change, manual)
                        : new ServiceBefore(Optional.empty(), Optional.empty(), manual);
            }
            case ABSENT ->
                now.isStoppedAndDisabled()
                        ? AS_IT_WAS
                        : stop(
                                change,
                                Optional.of(service.displayName() + " was not installed on " + server.server()
                                        + " before: it is stopped and disabled, and stays installed"));
            case DISABLED, UNKNOWN ->
                now.isStoppedAndDisabled() || (now.startType() == StartType.DISABLED && !before.isStoppedAndDisabled())
                        ? AS_IT_WAS
                        : stop(change, Optional.empty());
        };
    }

    private static ServiceBefore stop(Change change, Optional<String> byHand) {
        return new ServiceBefore(Optional.of(change), Optional.empty(), byHand);
    }

    private static ServiceBefore start(Change change, Optional<String> byHand) {
        return new ServiceBefore(Optional.empty(), Optional.of(change), byHand);
    }
}
