package org.osfailover.web;

import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.osfailover.procedure.support.RunLiveness;
import org.osfailover.run.RecordedCommand;
import org.osfailover.run.Run;
import org.osfailover.run.Runs;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Frees the lock of a run whose process is gone. */
@RestController
class LockController {

    private final Environments environments;
    private final Runs runs;
    private final RunLiveness liveness;
    private final CurrentUser user;

    LockController(Environments environments, Runs runs, RunLiveness liveness, CurrentUser user) {
        this.environments = environments;
        this.runs = runs;
        this.liveness = liveness;
        this.user = user;
    }

    /** @param reason why the run is gone; required */
    record Takeover(@Nullable String reason) {}

    /** @param run the run that had the lock and is ended as FAILED */
    record Freed(String environment, String run, String sentence) {}

    /** Administrators only. The run ends as FAILED with a deviation, and the next one begins with a full reading. */
    @PostMapping(
            path = "/api/environments/{id}/lock/takeover",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    Freed takeOver(@PathVariable String id, @RequestBody Takeover takeover) {
        if (!user.isAdministrator()) {
            throw Problems.forbidden(
                    "Only an administrator (a member of camunda-admin) may free the lock of an environment");
        }
        Environment environment = EnvironmentsController.find(environments, id);
        String reason = reason(takeover);
        Run run = runs.holderOf(environment.id())
                .orElseThrow(
                        () -> Problems.conflict("Environment '" + id + "' is not locked: there is nothing to free"));
        checkGone(run);
        if (!runs.takeOverFrom(run, user.id(), reason)) {
            throw Problems.conflict("Run " + run.id() + " has ended in the meantime and freed its lock itself");
        }
        return new Freed(
                environment.id(),
                run.id(),
                "The lock of " + environment.id() + " is free; run " + run.id()
                        + " is recorded as FAILED. Servers may be as that run left them: read them before the next one");
    }

    private static String reason(Takeover takeover) {
        String reason = takeover.reason();
        if (reason == null || reason.isBlank()) {
            throw Problems.badRequest("A reason is required: {\"reason\": \"why the run is gone\"}");
        }
        return Problems.fitting("reason", reason);
    }

    private void checkGone(Run run) {
        if (liveness.isAlive(run)) {
            throw Problems.conflict("Run " + run.id() + " (" + run.procedure()
                    + ") is still under way: complete its open tasks, or abort it there. "
                    + "Its lock is freed only when its process is gone");
        }
        long underWay = runs.commands(run.id()).stream()
                .filter(RecordedCommand::changing)
                .filter(command -> command.endedAt() == null)
                .count();
        if (underWay > 0) {
            throw Problems.conflict(underWay + " changing command(s) of run " + run.id()
                    + " are still under way on a server: wait until they have ended (/api/runs/" + run.id()
                    + "/commands), and try again");
        }
    }
}
