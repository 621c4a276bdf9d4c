package org.osfailover.web;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.RunMode;
import org.osfailover.procedure.support.RunControl;
import org.osfailover.procedure.support.RunControl.NotPossibleException;
import org.osfailover.run.Runs;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What operators may do to a run under way, besides its tasks: abort it, give up what it waits for then, and switch its mode. */
@RestController
@RequestMapping(
        path = "/api/runs/{id}",
        consumes = MediaType.APPLICATION_JSON_VALUE,
        produces = MediaType.APPLICATION_JSON_VALUE)
class RunControlController {

    private final Runs runs;
    private final RunControl control;
    private final CurrentUser user;

    RunControlController(Runs runs, RunControl control, CurrentUser user) {
        this.runs = runs;
        this.control = control;
        this.user = user;
    }

    /** @param reason why the run is aborted; required */
    record Abort(@Nullable String reason) {}

    /** @param sentence what happens now */
    record Done(String run, String sentence) {}

    /**
     * Operators and administrators: ends the run in order, wherever it stands. Nothing new begins; commands under way end
     * and are recorded; then the run's outcome is ABORTED.
     */
    @PostMapping("/abort")
    Done abort(@PathVariable String id, @RequestBody Abort abort) {
        String reason = check(id, abort.reason());
        try {
            String waitedFor = control.abort(id, user.id(), reason);
            return new Done(
                    id, "The run is being aborted: nothing new begins, and commands under way end. " + waitedFor);
        } catch (NotPossibleException e) {
            throw Problems.conflict(String.valueOf(e.getMessage()));
        }
    }

    /** @param reason why it is given up; required */
    record GiveUp(@Nullable String reason) {}

    /**
     * Operators and administrators: a run that is being aborted no longer waits for what it has begun on a server that is
     * gone. What became of it stays unknown, and a fence waits for the server.
     */
    @PostMapping("/servers/{server}/give-up")
    Done giveUp(@PathVariable String id, @PathVariable String server, @RequestBody GiveUp giveUp) {
        String reason = check(id, giveUp.reason());
        try {
            return new Done(id, control.giveUp(id, server, user.id(), reason));
        } catch (NotPossibleException e) {
            throw Problems.conflict(String.valueOf(e.getMessage()));
        }
    }

    /**
     * @param mode PLANNED or EMERGENCY
     * @param reason why; required
     */
    record Switch(@Nullable String mode, @Nullable String reason) {}

    /** Operators and administrators: the run goes on in the other mode. */
    @PostMapping("/mode")
    Done switchMode(@PathVariable String id, @RequestBody Switch to) {
        String reason = check(id, to.reason());
        RunMode mode = Arrays.stream(RunMode.values())
                .filter(known -> known.name().equals(to.mode()))
                .findFirst()
                .orElseThrow(() -> Problems.badRequest("'mode' must be PLANNED or EMERGENCY"));
        try {
            control.switchMode(id, mode, user.id(), reason);
        } catch (NotPossibleException e) {
            throw Problems.conflict(String.valueOf(e.getMessage()));
        }
        return new Done(id, "The run goes on in mode " + mode);
    }

    private String check(String id, @Nullable String reason) {
        user.mustOperate();
        if (runs.find(id).isEmpty()) {
            throw Problems.notFound("There is no run '" + id + "'");
        }
        if (reason == null || reason.isBlank()) {
            throw Problems.badRequest("'reason' is missing: say why, it stands in the run's record");
        }
        return Problems.fitting("reason", reason);
    }
}
