package org.osfailover.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A run in a page: what was done, what is half done, who decided what, and what to do now.
 *
 * @param done what was changed, in order
 * @param halfDone what was begun, and of which no good end is known: look at these servers
 * @param decisions who decided what
 * @param deviations what was skipped, fenced or accepted
 * @param whatToDoNow for the person who reads it
 */
public record RunReport(
        String run,
        List<String> done,
        List<String> halfDone,
        List<String> decisions,
        List<String> deviations,
        List<String> whatToDoNow) {

    private static final Pattern CHANGING = Pattern.compile(
            ".*/serviceTask_(stop|disable|enable|start|write|follow|apply|create|install|publish|switchTraffic|point).*");
    private static final String INSTALL_SERVICE_CENTER = "install-service-center/";
    private static final String FREE_UP = "userTask_freeUpEnvironment";

    /** @param events of the run, in order; its commands likewise */
    public static RunReport of(Run run, List<RunEvent> events, List<RecordedCommand> commands, List<Fence> openFences) {
        List<String> done = events.stream()
                .filter(event -> event.kind() == RunEvent.Kind.STEP
                        && CHANGING.matcher(event.step()).matches())
                .map(RunReport::line)
                .toList();
        List<String> halfDone = halfDone(events, commands);
        return new RunReport(
                run.id(),
                done,
                halfDone,
                lines(events, RunEvent.Kind.DECISION),
                lines(events, RunEvent.Kind.DEVIATION),
                whatToDoNow(run, events, done, halfDone, openFences));
    }

    /** Whether Service Center's installation was begun: from then on going back is a move. */
    public static boolean hasInstalledServiceCenter(List<RecordedCommand> commands) {
        return commands.stream()
                .anyMatch(command -> command.changing()
                        && !"REHEARSED".equals(command.outcome())
                        && command.step().startsWith(INSTALL_SERVICE_CENTER));
    }

    private static List<String> halfDone(List<RunEvent> events, List<RecordedCommand> commands) {
        List<String> halfDone = new ArrayList<>();
        commands.stream()
                .filter(RecordedCommand::changing)
                .filter(command -> command.endedAt() == null
                        || "TIMED_OUT".equals(command.outcome())
                        || "CONNECTION_LOST".equals(command.outcome()))
                .forEach(command -> halfDone.add(command.server() + ": " + command.command() + " ("
                        + (command.outcome() == null ? "no end is known" : command.outcome()) + ")"));
        Map<String, RunEvent> last = new LinkedHashMap<>();
        events.stream()
                .filter(event -> event.server() != null && event.step().contains("/serviceTask_"))
                .forEach(event -> last.put(event.server() + " " + event.step().replaceAll("/.*", ""), event));
        last.values().stream()
                .filter(event -> event.kind() == RunEvent.Kind.PROBLEM)
                // a person has decided to go on without the server: that is a deviation, and told as such
                .filter(event -> events.stream()
                        .noneMatch(later -> later.id() > event.id()
                                && later.kind() == RunEvent.Kind.DEVIATION
                                && String.valueOf(event.server()).equals(later.server())))
                .map(RunReport::line)
                .forEach(halfDone::add);
        return halfDone;
    }

    private static List<String> whatToDoNow(
            Run run, List<RunEvent> events, List<String> done, List<String> halfDone, List<Fence> openFences) {
        List<String> now = new ArrayList<>();
        if (run.endedAt() == null) {
            now.add("The run is under way: complete its open tasks.");
            return now;
        }
        boolean ended = run.outcome() == RunOutcome.COMPLETED || run.outcome() == RunOutcome.COMPLETED_WITH_DEVIATIONS;
        if (!ended && done.isEmpty() && halfDone.isEmpty()) {
            now.add("Nothing was changed, and nothing has to be put right.");
        } else if (!ended) {
            if (!halfDone.isEmpty()) {
                now.add("Look at the servers on which something is half done.");
            }
            now.add("To go on, start the procedure again: it does only what is missing.");
            now.add("To go back, start undo-run (undoRun = " + run.id()
                    + "), where it is offered; after Service Center was installed, go back with move-controller.");
        }
        if (!ended
                && events.stream()
                        .anyMatch(event -> event.kind() == RunEvent.Kind.DECISION && FREE_UP.equals(event.step()))) {
            now.add("The environment was freed up in the Licensing Portal: where the old Controller keeps its role,"
                    + " register its serial number there again.");
        }
        openFences.stream()
                .filter(fence -> fence.state() == Fence.State.PENDING)
                .forEach(fence -> now.add("Server " + fence.server()
                        + " is fenced: it is disabled at its return. Where it is gone for good, say so"
                        + " (userTask_confirmServerGone)."));
        events.stream()
                .filter(event -> event.sentence().startsWith("Look yourself"))
                .map(RunReport::line)
                .forEach(now::add);
        return now;
    }

    private static List<String> lines(List<RunEvent> events, RunEvent.Kind kind) {
        return events.stream()
                .filter(event -> event.kind() == kind)
                .map(RunReport::line)
                .toList();
    }

    private static String line(RunEvent event) {
        return (event.server() == null ? "" : event.server() + ": ")
                + (event.person() == null ? "" : event.person() + ": ")
                + event.sentence();
    }
}
