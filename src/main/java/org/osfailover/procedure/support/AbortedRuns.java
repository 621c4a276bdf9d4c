package org.osfailover.procedure.support;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
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
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** What a run that was aborted still waits for, and what it has left for the next one. */
@Component
public class AbortedRuns {

    private static final int RECENT = 200;
    private static final String CHECK_READINESS = "check-readiness";

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
    private final Deadlines deadlines;
    private final Clock clock;

    AbortedRuns(Runs runs, Fences fences, EnabledRoles roles, FenceBegin fenceBegin, Deadlines deadlines, Clock clock) {
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

    /** What the environment's last run has left half-way, where it was aborted: the next one begins with that. */
    public Optional<String> left(String environmentId) {
        return runs.newest(RECENT).stream()
                .filter(run -> run.environment().equals(environmentId) && run.endedAt() != null)
                .filter(run -> !run.rehearsal() && !run.procedure().equals(CHECK_READINESS))
                .findFirst()
                .filter(run -> run.outcome() == RunOutcome.ABORTED || run.outcome() == RunOutcome.FAILED)
                .flatMap(this::leftBy);
    }

    private Optional<String> leftBy(Run run) {
        List<RunEvent> done = runs.events(run.id()).stream()
                .filter(event -> event.kind() == RunEvent.Kind.STEP && event.server() != null)
                .toList();
        Optional<String> last = STEPS_OF_A_MOVE.stream()
                .filter(step -> done.stream().anyMatch(event -> event.step().startsWith(step.getKey())))
                .map(step -> run.procedure().equals("move-controller")
                        ? "in or after " + step.getValue()
                        : "after some of its services were changed")
                .findFirst();
        String enabled = roles.of(run.environment()).stream()
                .filter(role -> role.runId().equals(run.id()))
                .map(role -> role.server() + " may run the " + role.service().displayName())
                .collect(Collectors.joining(", "));
        String written = done.stream()
                .filter(event -> event.step().startsWith("point-to-controller/serviceTask_verifyControllerAddress"))
                .map(event -> String.valueOf(event.server()))
                .distinct()
                .collect(Collectors.joining(", "));
        return last.map(when -> "Run " + run.id() + " (" + run.procedure() + ") was aborted " + when
                + ", and nothing of it was undone"
                + (enabled.isEmpty() ? "" : "; " + enabled)
                + (written.isEmpty() ? "" : "; its Controller's address was written on " + written));
    }
}
