package org.osfailover.procedure.support;

import java.util.Date;
import org.osfailover.farm.PlainText;

/** The variables that more than one process uses. Names that callers use are the contract's and are never renamed. */
public final class RunVariables {

    // start variables (contract)
    public static final Variable<String> ENVIRONMENT = Variable.string("environment");
    public static final Variable<String> MODE = Variable.string("mode");
    /** The mode that the run is switched to, with the message that says so. */
    public static final Variable<String> NEW_MODE = Variable.string("newMode");

    public static final Variable<String> REASON = Variable.text("reason");
    public static final Variable<Boolean> REHEARSAL = Variable.bool("rehearsal");
    public static final Variable<String> CHANGE_TICKET = Variable.string("changeTicket");
    public static final Variable<Date> INCIDENT_STARTED_AT = Variable.of("incidentStartedAt", Date.class);
    public static final Variable<String> LOST_SERVERS = Variable.string("lostServers");

    // set by the start guard
    public static final Variable<String> RUN_ID = Variable.string("runId");
    public static final Variable<String> ENVIRONMENT_NAME = Variable.string("environmentName");
    public static final Variable<Boolean> APPROVAL_NEEDED = Variable.bool("approvalNeeded");

    /** What an approval belongs to: see {@link org.osfailover.run.PlanHash}. */
    public static final Variable<String> PLAN_HASH = Variable.string("planHash");

    /** Who had which role when the plan was made: see {@link PlannedState}. */
    public static final Variable<byte[]> PLANNED_STATE = Variable.of("plannedState", byte[].class);
    /** Why the plan before this one was void; null where there was none. */
    public static final Variable<String> PLAN_VOID = Variable.text("planVoid");
    /** The servers that the procedure will act on, comma-separated. */
    public static final Variable<String> SERVERS_CONCERNED = Variable.string("serversConcerned");
    /** Those of them that the procedure can't go on without, since a service must be stopped there. */
    public static final Variable<String> SERVERS_INDISPENSABLE = Variable.string("serversIndispensable");

    // one server's part
    public static final Variable<String> SERVER_ID = Variable.string("serverId");
    public static final Variable<String> SERVICE = Variable.string("service");
    public static final Variable<Boolean> INITIALISED = Variable.bool("initialised");
    public static final Variable<Boolean> RUNNING_IS_ENOUGH = Variable.bool("runningIsEnough");
    /** Whether the long task that was begun last has ended; and what it last said, for people: see {@link LongTasks}. */
    public static final Variable<Boolean> COMMAND_ENDED = Variable.bool("commandEnded");

    public static final Variable<String> PROGRESS = Variable.text("progress");
    /** Since when its server can't be asked about it; missing while it can. */
    public static final Variable<Date> OUT_OF_SIGHT_SINCE = Variable.of("outOfSightSince", Date.class);
    /** Whether its server has said once that it works. */
    public static final Variable<Boolean> SIGN_OF_LIFE = Variable.bool("signOfLife");

    public static final Variable<Date> WAIT_UNTIL = Variable.of("waitUntil", Date.class);

    // the Controller's move
    public static final Variable<String> NEW_CONTROLLER = Variable.string("newController");
    public static final Variable<String> OLD_CONTROLLER = Variable.string("oldController");
    public static final Variable<String> CONTROLLER_ADDRESS = Variable.string("controllerAddress");
    public static final Variable<String> CACHE_SERVICE_HOST = Variable.string("cacheServiceHost");
    /** Under which id a check of the readiness keeps what it finds. */
    public static final Variable<String> CHECK_ID = Variable.string("checkId");

    // a step that failed, and the decision on it
    public static final Variable<String> PROBLEM = Variable.text("problem");
    public static final Variable<String> PROBLEM_CODE = Variable.string("problemCode");
    public static final Variable<String> PROBLEM_SERVER = Variable.string("problemServer");
    public static final Variable<String> STEP = Variable.string("step");
    public static final Variable<Boolean> SKIP_ALLOWED = Variable.bool("skipAllowed");
    public static final Variable<String> SKIP_REFUSAL = Variable.text("skipRefusal");

    // completions (contract)
    public static final Variable<String> COMMENT = Variable.text("comment");

    /** Strings in variables end at 4,000 characters. */
    public static final int MAX_STRING = 3900;

    private RunVariables() {}

    /** Cut to what a variable can hold; the end is kept, it says what happened last. */
    public static String fitting(String text) {
        if (text.length() <= MAX_STRING) {
            return text;
        }
        return "… " + PlainText.clean(text.substring(text.length() - MAX_STRING + 2));
    }
}
