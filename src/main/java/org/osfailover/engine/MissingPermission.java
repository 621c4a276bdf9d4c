package org.osfailover.engine;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the engine says where somebody may not do something is a list of its permissions, resources and ids. A person is
 * told what they asked for, who may do it, and what they can do instead.
 */
final class MissingPermission {

    /** As the engine begins, in every version since 7.4. */
    private static final Pattern DUMP = Pattern.compile(
            "The user with id '(.*?)' does not have (?:one of the following )?permissions?.*", Pattern.DOTALL);

    private static final Pattern DUMP_ONE =
            Pattern.compile("The user with id '(.*?)' does not have '\\w+' permission.*", Pattern.DOTALL);

    private MissingPermission() {}

    /**
     * The sentence; empty where this is no refusal of the engine's for a missing permission.
     *
     * @param call the path below the engine's API
     * @param said the engine's message
     */
    static Optional<String> sentence(String method, String call, String said) {
        Matcher dump = DUMP.matcher(said);
        Matcher one = DUMP_ONE.matcher(said);
        if (!dump.matches() && !one.matches()) {
            return Optional.empty();
        }
        String user = dump.matches() ? dump.group(1) : one.group(1);
        return Optional.of("Nothing was done: " + what(method, call, user));
    }

    private static String what(String method, String call, String user) {
        if (EngineCalls.START.matcher(call).matches()) {
            return "procedures are started by platform-operators, and " + user + " is not one of them.";
        }
        if (call.startsWith("/task/")) {
            return "this task is another group's, and " + user + " is not in it. Who may answer stands in the task;"
                    + " 'My tasks' has those that you may.";
        }
        if ("DELETE".equals(method) && EngineCalls.DELETION.matcher(call).matches()) {
            return "a run is not deleted, since its lock and what it has begun would stay. To stop it in order, choose"
                    + " 'Abort the run' in its task 'Decide on server', or, at any time, abort it as an operator:"
                    + " docs/at-night.md, 'Stop it'.";
        }
        return user + " may not do this. An administrator can, or gives the right in Admin.";
    }
}
