package org.osfailover.procedure.support;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** For the models: by when people should have done a licence task, and how often they are reminded of it. */
@Component("licenseDeadlines")
public class LicenseDeadlines {

    private final Clock clock;
    private final Duration dueAfter;
    private final Duration remindEvery;

    /**
     * Both are configuration.
     *
     * @param dueAfter after its beginning, a licence task is shown as overdue; nothing else happens then
     * @param remindEvery between two reminders
     */
    LicenseDeadlines(
            Clock clock,
            @Value("${failover.license.due-after:PT4H}") Duration dueAfter,
            @Value("${failover.license.remind-every:PT2H}") Duration remindEvery) {
        if (dueAfter.isNegative() || dueAfter.isZero()) {
            throw new IllegalArgumentException("failover.license.due-after is " + dueAfter + "; it must be positive");
        }
        if (remindEvery.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "failover.license.remind-every is " + remindEvery + "; it must be a second or longer");
        }
        this.clock = clock;
        this.dueAfter = dueAfter;
        this.remindEvery = remindEvery;
    }

    /** For a task that begins now. */
    public Date dueDate() {
        return Date.from(clock.instant().plus(dueAfter));
    }

    /** Again and again, until the task is done, as an ISO 8601 repetition. */
    public String reminderCycle() {
        return "R/" + remindEvery;
    }

    /** When the next reminder comes. */
    Instant nextReminder() {
        return clock.instant().plus(remindEvery);
    }

    Instant now() {
        return clock.instant();
    }
}
