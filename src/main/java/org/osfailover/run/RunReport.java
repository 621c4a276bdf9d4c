package org.osfailover.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Verdict;

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

    /**
     * @param events of the run, in order; its commands likewise
     * @param plan what remains outside this program is in it
     * @param undo whether the run can be undone, and why (not)
     */
    public static RunReport of(
            Run run,
            List<RunEvent> events,
            List<RecordedCommand> commands,
            List<PlanStep> plan,
            List<Fence> openFences,
            Verdict undo) {
        List<String> done = events.stream()
                .filter(event -> event.kind() == RunEvent.Kind.STEP
                        && CHANGING.matcher(event.step()).matches())
                .map(RunReport::line)
                .toList();
        List<String> halfDone = run.rehearsal() ? List.of() : halfDone(events, commands);
        return new RunReport(
                run.id(),
                done,
                halfDone,
                lines(events, RunEvent.Kind.DECISION),
                lines(events, RunEvent.Kind.DEVIATION),
                run.rehearsal()
                        ? afterRehearsal(run, plan)
                        : whatToDoNow(run, events, done, halfDone, plan, openFences, undo));
    }

    /** Whether Service Center's installation was begun: from then on going back is a move. */
    public static boolean hasInstalledServiceCenter(List<RecordedCommand> commands) {
        return commands.stream()
                .anyMatch(command -> command.changing()
                        && !"REHEARSED".equals(command.outcome())
                        && command.step().startsWith(INSTALL_SERVICE_CENTER));
    }

    /** What was sent, and of which no good end is known; a problem before anything was sent there is not half done. */
    public static List<String> halfDone(List<RunEvent> events, List<RecordedCommand> commands) {
        List<String> halfDone = new ArrayList<>();
        List<RecordedCommand> changing = commands.stream()
                .filter(RecordedCommand::changing)
                .filter(command -> !"REHEARSED".equals(command.outcome()) && !"NOT_CONNECTED".equals(command.outcome()))
                .toList();
        changing.stream()
                .filter(command -> command.endedAt() == null
                        || (isLost(command) && events.stream().noneMatch(event -> isReadAfter(event, command))))
                .forEach(command -> halfDone.add(command.server() + ": " + command.command() + " ("
                        + (command.outcome() == null ? "no end is known" : words(command.outcome())) + ")"));
        Map<String, RunEvent> last = new LinkedHashMap<>();
        events.stream()
                .filter(event -> event.server() != null && event.step().contains("/serviceTask_"))
                .forEach(event -> last.put(event.server() + " " + process(event.step()), event));
        last.values().stream()
                .filter(event -> event.kind() == RunEvent.Kind.PROBLEM)
                .filter(event -> changing.stream().anyMatch(command -> isSameWork(event, command)))
                // a person has decided to go on without the server: that is a deviation, and told as such
                .filter(event -> events.stream()
                        .noneMatch(later -> later.id() > event.id()
                                && later.kind() == RunEvent.Kind.DEVIATION
                                && String.valueOf(event.server()).equals(later.server())))
                .map(RunReport::line)
                .forEach(halfDone::add);
        return halfDone;
    }

    private static boolean isLost(RecordedCommand command) {
        return "TIMED_OUT".equals(command.outcome()) || "CONNECTION_LOST".equals(command.outcome());
    }

    /** The same building block has said later, having read the server, that its step is done. */
    private static boolean isReadAfter(RunEvent event, RecordedCommand command) {
        return event.kind() == RunEvent.Kind.STEP
                && isSameWork(event, command)
                && command.endedAt() != null
                && !event.at().isBefore(command.endedAt());
    }

    private static boolean isSameWork(RunEvent event, RecordedCommand command) {
        return command.server().equals(event.server())
                && process(command.step()).equals(process(event.step()));
    }

    private static String process(String step) {
        return step.replaceAll("/.*", "");
    }

    private static String words(@Nullable String outcome) {
        return "TIMED_OUT".equals(outcome)
                ? "its deadline passed, and what came of it was not read"
                : "the connection was lost, and what came of it was not read";
    }

    private static List<String> afterRehearsal(Run run, List<PlanStep> plan) {
        if (run.endedAt() == null) {
            return List.of("The rehearsal is under way: nothing is changed, and nobody is asked.");
        }
        List<String> now = new ArrayList<>();
        now.add("It was a rehearsal: no server was changed. What stands as done is what the run would do.");
        if (plan.stream().anyMatch(line -> line.step().equals("6"))) {
            now.add("Whether the licence fits the new Controller's serial number is only known once Service Center runs"
                    + " there: it may not, and a new file may take a day.");
        }
        return now;
    }

    private static List<String> whatToDoNow(
            Run run,
            List<RunEvent> events,
            List<String> done,
            List<String> halfDone,
            List<PlanStep> plan,
            List<Fence> openFences,
            Verdict undo) {
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
            now.add(goingBack(undo));
        }
        if (!ended
                && events.stream()
                        .anyMatch(event -> event.kind() == RunEvent.Kind.DECISION && FREE_UP.equals(event.step()))) {
            now.add("The environment was freed up in the Licensing Portal: where the old Controller keeps its role,"
                    + " register its serial number there again.");
        }
        if (ended) {
            plan.stream()
                    .filter(line -> line.step().equals("after"))
                    .map(PlanStep::sentence)
                    .forEach(now::add);
            if (events.stream().anyMatch(event -> event.kind() == RunEvent.Kind.DEVIATION)) {
                now.add("See to what was skipped, fenced or accepted, and close each of these deviations.");
            }
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

    /** How an aborted run is brought back, or why it can't be. */
    public static String goingBack(Verdict undo) {
        return undo.isAllowed()
                ? "To go back, " + undo.reason() + "."
                : "It can't be undone by undo-run: " + undo.reason() + ".";
    }

    private static String line(RunEvent event) {
        return about(event.server(), (event.person() == null ? "" : event.person() + ": ") + event.sentence());
    }

    /** A sentence with its server in front, once: many begin with it already. */
    public static String about(@Nullable String server, String sentence) {
        return server == null || sentence.startsWith(server + ":") || sentence.startsWith(server + " ")
                ? sentence
                : server + ": " + sentence;
    }
}
