package org.osfailover.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environments;
import org.osfailover.run.Deviation;
import org.osfailover.run.Deviations;
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What runs have left behind in an environment: it is degraded until both lists are empty. */
@RestController
class OpenItemsController {

    private final Environments environments;
    private final Fences fences;
    private final Deviations deviations;
    private final CurrentUser user;

    OpenItemsController(Environments environments, Fences fences, Deviations deviations, CurrentUser user) {
        this.environments = environments;
        this.fences = fences;
        this.deviations = deviations;
        this.user = user;
    }

    /** The servers that nothing but their fence contacts: named as lost by the run under way, or fenced and awaited. */
    @GetMapping(path = "/api/environments/{id}/fences", produces = MediaType.APPLICATION_JSON_VALUE)
    List<Fence> fences(@PathVariable String id) {
        return fences.open(EnvironmentsController.find(environments, id).id());
    }

    /** What was skipped, fenced or accepted and is still open, the newest first; with {@code all} the closed ones, too. */
    @GetMapping(path = "/api/environments/{id}/deviations", produces = MediaType.APPLICATION_JSON_VALUE)
    List<Deviation> deviations(@PathVariable String id, @RequestParam(defaultValue = "false") boolean all) {
        return deviations.of(EnvironmentsController.find(environments, id).id(), all);
    }

    /** @param reason why it is open no longer; required */
    record Closing(@Nullable String reason) {}

    /** Operators and administrators: it is seen to. */
    @PostMapping(
            path = "/api/deviations/{id}/close",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    Deviation close(@PathVariable long id, @RequestBody Closing closing) {
        user.mustOperate();
        String reason = given(closing.reason(), "reason", "say why it is open no longer");
        if (!deviations.close(find(id).id(), user.id(), reason)) {
            throw Problems.conflict("Deviation " + id + " was closed before, by " + find(id).closedBy());
        }
        return find(id);
    }

    /** @param owner who sees to it from now on; required */
    record HandingOver(@Nullable String owner) {}

    /** Operators and administrators: somebody else sees to it. */
    @PostMapping(
            path = "/api/deviations/{id}/owner",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    Deviation handOver(@PathVariable long id, @RequestBody HandingOver to) {
        user.mustOperate();
        String owner = given(to.owner(), "owner", "give the user who sees to it from now on");
        if (!deviations.handOver(find(id).id(), owner)) {
            throw Problems.conflict("Deviation " + id + " was closed before, by " + find(id).closedBy());
        }
        return find(id);
    }

    private static String given(@Nullable String value, String name, String remedy) {
        if (value == null || value.isBlank()) {
            throw Problems.badRequest("'" + name + "' is missing: " + remedy);
        }
        return Problems.fitting(name, value);
    }

    private Deviation find(long id) {
        return deviations
                .find(id)
                .orElseThrow(() -> Problems.notFound("There is no deviation " + id
                        + ". GET /api/environments/{id}/deviations lists them, each with its id"));
    }
}
