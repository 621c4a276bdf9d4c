package org.osfailover.engine;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which calls of the engine's REST API may change something. Everything else that is not a plain read is refused, for
 * everyone: what walks around the start guard, the lock or an approval (start instructions, modification, restart,
 * migration, deployment, changes of variables, messages, signals, errors) is simply not on the list.
 */
final class EngineCalls {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** A start of a process, by key or by id. */
    static final Pattern START =
            Pattern.compile("/process-definition/(?:key/[^/]+(?:/tenant-id/[^/]+)?|[^/]+)/(?:start|submit-form)");

    /** A completion of a task; group 1 is the task's id. */
    static final Pattern COMPLETION = Pattern.compile("/task/([^/]+)/(?:complete|submit-form)");

    /** A deletion of one process instance; group 1 is its id. */
    static final Pattern DELETION = Pattern.compile("/process-instance/([^/]+)");

    /** What makes a user or a group, or changes one's id. */
    static final Pattern IDENTITY = Pattern.compile("/(?:user|group)/create|/user/[^/]+/profile|/group/[^/]+");

    private record Call(String method, Pattern path) {}

    private static Call call(String method, String path) {
        return new Call(method, Pattern.compile(path));
    }

    /** Queries that are sent as POST. */
    private static final List<Call> QUERIES = List.of(
            call(
                    "POST",
                    "/(?:task|process-instance|execution|variable-instance|incident|job|job-definition|external-task"
                            + "|event-subscription|user|group|authorization|tenant|batch)(?:/count)?"),
            call(
                    "POST",
                    "/history/(?:process-instance|activity-instance|task|variable-instance|detail|job-log"
                            + "|external-task-log|identity-link-log|incident|user-operation)(?:/count)?"),
            call("POST", "/filter/[^/]+/(?:list|singleResult|count)"),
            call("POST", "/identity/(?:verify|password-policy)"));

    private static final List<Call> ALLOWED = List.of(
            // starts and completions: through the guard and the listeners
            new Call("POST", START),
            new Call("POST", COMPLETION),
            // what people do with tasks
            call("POST", "/task/[^/]+/(?:claim|unclaim|assignee|comment/create|attachment/create)"),
            call("POST", "/task/[^/]+/identity-links(?:/delete)?"),
            call("DELETE", "/task/[^/]+/attachment/[^/]+"),
            call("PUT", "/task/[^/]+"),
            // retries and suspension
            call("PUT", "/job/[^/]+/(?:retries|suspended|priority)"),
            call("POST", "/job/(?:retries|[^/]+/execute)"),
            call("PUT", "/job/suspended"),
            call("PUT", "/job-definition/[^/]+/(?:retries|suspended|jobPriority)"),
            call("PUT", "/job-definition/suspended"),
            call("POST", "/process-instance/job-retries(?:-historic-query-based)?"),
            call("PUT", "/process-instance/(?:[^/]+/)?suspended"),
            call("POST", "/process-instance/suspended-async"),
            call("PUT", "/process-definition/(?:key/[^/]+/|[^/]+/)?suspended"),
            call("PUT", "/incident/[^/]+/annotation"),
            call("DELETE", "/incident/[^/]+/annotation"),
            // deletion of running instances (it leaves the lock behind, on purpose)
            new Call("DELETE", DELETION),
            call("DELETE", "/batch/[^/]+"),
            call("PUT", "/batch/[^/]+/suspended"),
            // users, groups, authorizations, filters
            call("POST", "/(?:user|group|authorization|filter)/create"),
            call("PUT", "/user/[^/]+/(?:profile|credentials)"),
            call("POST", "/user/[^/]+/unlock"),
            call("DELETE", "/(?:user|group|authorization|filter)/[^/]+"),
            call("PUT", "/(?:group|authorization|filter)/[^/]+"),
            call("PUT", "/group/[^/]+/members/[^/]+"),
            call("DELETE", "/group/[^/]+/members/[^/]+"));

    private EngineCalls() {}

    /** Whether a call may pass; {@code path} is relative to the engine's API and decoded. */
    static boolean isAllowed(String method, String path) {
        if (READING.contains(method)) {
            return true;
        }
        return Stream.concat(QUERIES.stream(), ALLOWED.stream())
                .anyMatch(call -> call.method().equals(method)
                        && call.path().matcher(path).matches());
    }

    /** Whether a call that is sent as POST only asks for something. */
    static boolean isQuery(String path) {
        return QUERIES.stream().anyMatch(call -> call.path().matcher(path).matches());
    }
}
