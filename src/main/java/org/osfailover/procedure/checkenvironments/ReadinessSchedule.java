package org.osfailover.procedure.checkenvironments;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** When the environments are checked by themselves, and which. */
@Component("readinessSchedule")
public class ReadinessSchedule {

    private static final String NEVER = "R/2999-01-01T00:00:00/P1D";
    private static final Duration SOON = Duration.ofMinutes(1);

    private final Environments environments;
    private final boolean timer;
    private final Duration every;
    private final AtomicBoolean begun = new AtomicBoolean();

    /**
     * @param timer whether they are
     * @param every between two checks
     */
    ReadinessSchedule(
            Environments environments,
            @Value("${failover.readiness.timer:true}") boolean timer,
            @Value("${failover.readiness.every:PT30M}") Duration every) {
        this.environments = environments;
        this.timer = timer;
        this.every = every;
    }

    /** As an ISO 8601 repeating interval; the first time shortly after the start. */
    public String cycle() {
        // asked for anew whenever it is due: only the first answer names a beginning
        if (timer && !begun.compareAndSet(false, true)) {
            return "R/" + every;
        }
        Duration first = every.compareTo(SOON) < 0 ? every : SOON;
        return timer
                ? "R/" + LocalDateTime.now(ZoneId.systemDefault()).plus(first).truncatedTo(ChronoUnit.SECONDS) + "/"
                        + every
                : NEVER;
    }

    /** The ids of all environments of the inventory. */
    public List<String> environments() {
        return environments.all().stream().map(Environment::id).toList();
    }
}
