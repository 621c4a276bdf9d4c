package org.osfailover.procedure.support;

import org.osfailover.farm.Deadlines;
import org.springframework.stereotype.Component;

/** For the models' timers: how long between two looks. */
@Component("polling")
public class Polling {

    private final Deadlines deadlines;

    Polling(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    /** As an ISO 8601 duration. */
    public String interval() {
        return deadlines.poll().toString();
    }
}
