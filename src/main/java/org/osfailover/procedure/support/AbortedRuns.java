package org.osfailover.procedure.support;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.osfailover.farm.Deadlines;
import org.osfailover.run.EnabledRoles;
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;
import org.osfailover.run.RecordedCommand;
import org.osfailover.run.Run;
import org.osfailover.run.RunEvent;
import org.osfailover.run.RunOutcome;
import org.osfailover.run.RunReport;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** What a run that was aborted still waits for, and what it has left for the next one. */
@Component
public class AbortedRuns implements LeftBehind {

    private static final int RECENT = 200;
    private static final String CHECK_READINESS = "check-readiness";
    private static final String UNDO_RUN = "undo-run";

    /** The vendor's steps of a move, the later ones first: the process that does it, and what it is. */
    private static final List<Map.Entry<String, String>> STEPS_OF_A_MOVE = List.of(
            Map.entry("install-service-center/", "step 4 (Service Center)"),
            Map.entry("point-to-controller/", "step 3 (the Controller's address)"),
            Map.entry("start-and-enable-service/", "step 2 (the new Controller)"),
            Map.entry("stop-and-disable-service/", "step 1 (the old Controller)"));

    private final Runs runs;
    private final Fences fences;
    private final EnabledRoles roles;
    private final FenceBegin fenceBegin;
    private final UndoOffer undo;
    private final Deadlines deadlines;
    private final Clock clock;

    AbortedRuns(
            Runs runs,
            Fences fences,
            EnabledRoles roles,
            FenceBegin fenceBegin,
            UndoOffer undo,
            Deadlines deadlines,
            Clock clock) {
        this.undo = undo;
        this.runs = runs;
        this.fences = fences;
        this.roles = roles;
        this.fenceBegin = fenceBegin;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    /** For people: the commands that are still under way, and until when the run holds the lock for them. */
    public String whatIsWaitedFor(String runId) {
        List<RecordedCommand> underWay = runs.commands(runId).stream()
                .filter(command -> command.endedAt() == null)
                .toList();
        if (underWay.isEmpty()) {
            return "Nothing is under way on a server: the run ends at once.";
        }
        String servers =
                underWay.stream().map(RecordedCommand::server).collect(Collectors.toCollection(TreeSet::new)).stream()
                        .collect(Collectors.joining(", "));
        return "Waited for: "
                + underWay.stream()
                        .map(command -> command.server() + ": " + command.step() + " (since "
                                + command.startedAt().truncatedTo(ChronoUnit.SECONDS) + ")")
                        .collect(Collectors.joining("; "))
                + ". The run holds the lock until they have ended; on a server that can't be asked, until "
                + clock.instant().plus(deadlines.service()).truncatedTo(ChronoUnit.SECONDS)
                + " at the latest. POST /api/runs/" + runId
                + "/servers/{server}/give-up with a reason gives a dead server's"
                + " command up at once (" + servers + ").";
    }

    /** A fence waits for the server from now on, if none does. */
    void fence(Run run, String serverId, String person, String why) {
        if (fences.pendingOf(run.environment(), serverId).isEmpty()) {
            Fence fence = fences.attest(run.id(), serverId, Fence.NONE_ATTESTED, person, why, List.of(), null);
            fenceBegin.beginToWait(fence, run.environment(), run.mode().name());
        }
    }

    @Override
    public List<Rest> in(String environmentId) {
        List<Run> ended = new ArrayList<>(runs.newest(RECENT).stream()
                .filter(run -> run.environment().equals(environmentId) && run.endedAt() != null)
                .filter(run -> !run.rehearsal() && !run.procedure().equals(CHECK_READINESS))
                .toList());
        Collections.reverse(ended);
        Deque<Run> open = new ArrayDeque<>();
        for (Run run : ended) {
            if (run.outcome() == RunOutcome.ABORTED || run.outcome() == RunOutcome.FAILED) {
                open.push(run);
            } else if (run.procedure().equals(UNDO_RUN)) {
                undone(open);
            } else {
                open.removeIf(left -> left.procedure().equals(run.procedure())
                        || left.procedure().equals(UNDO_RUN));
            }
        }
        return open.stream().flatMap(run -> leftBy(run).stream()).toList();
    }

    /** Only the newest run that is no undo itself can have been undone, after attempts that were aborted. */
    private static void undone(Deque<Run> open) {
        while (!open.isEmpty() && open.pop().procedure().equals(UNDO_RUN)) {
            // an attempt to undo it
        }
    }

    private Optional<Rest> leftBy(Run run) {
        List<RunEvent> events = runs.events(run.id());
        List<RunEvent> done = events.stream()
                .filter(event -> event.kind() == RunEvent.Kind.STEP && event.server() != null)
                .toList();
        Optional<String> last = STEPS_OF_A_MOVE.stream()
                .filter(step -> done.stream().anyMatch(event -> event.step().startsWith(step.getKey())))
                .map(step -> run.procedure().equals("move-controller")
                        ? "in or after " + step.getValue()
                        : "after some of its services were changed")
                .findFirst();
        List<String> stands = new ArrayList<>();
        roles.of(run.environment()).stream()
                .filter(role -> role.runId().equals(run.id()))
                .map(role -> role.server() + " may run the " + role.service().displayName())
                .forEach(stands::add);
        String written = done.stream()
                .filter(event -> event.step().startsWith("point-to-controller/serviceTask_verifyControllerAddress"))
                .map(event -> String.valueOf(event.server()))
                .distinct()
                .collect(Collectors.joining(", "));
        if (!written.isEmpty()) {
            stands.add("its Controller's address was written on " + written);
        }
        List<String> halfDone = RunReport.halfDone(events, runs.commands(run.id()));
        if (!halfDone.isEmpty()) {
            stands.add("half done: " + String.join(", ", halfDone));
        }
        String fenced = fences.open(run.environment()).stream()
                .filter(fence ->
                        fence.state() == Fence.State.PENDING && fence.runId().equals(run.id()))
                .map(Fence::server)
                .distinct()
                .collect(Collectors.joining(", "));
        if (!fenced.isEmpty()) {
            stands.add("fences wait for " + fenced);
        }
        if (last.isEmpty() && stands.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Rest(
                run.id(),
                run.procedure(),
                "Run " + run.id() + " (" + run.procedure() + ") "
                        + (run.outcome() == RunOutcome.FAILED ? "ended without coming to its end " : "was aborted ")
                        + last.orElse("before a step of it was seen done") + ", and nothing of it was undone"
                        + stands.stream().map(what -> "; " + what).collect(Collectors.joining()),
                "To go on, start " + run.procedure() + " again: it does only what is missing. "
                        + RunReport.goingBack(undo.of(run))));
    }
}
