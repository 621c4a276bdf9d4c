package org.osfailover.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environments;
import org.osfailover.farm.RunMode;
import org.osfailover.procedure.support.UndoOffer;
import org.osfailover.run.Approval;
import org.osfailover.run.Approvals;
import org.osfailover.run.CommandOutput;
import org.osfailover.run.Fences;
import org.osfailover.run.PlanStep;
import org.osfailover.run.ReadinessChecks;
import org.osfailover.run.RecordedCommand;
import org.osfailover.run.Run;
import org.osfailover.run.RunEvent;
import org.osfailover.run.RunOutcome;
import org.osfailover.run.RunReport;
import org.osfailover.run.Runs;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The runs: how they went, what was sent to which server, who decided what. */
@RestController
@RequestMapping(path = "/api/runs", produces = MediaType.APPLICATION_JSON_VALUE)
class RunsController {

    private static final int MOST = 1000;

    private final Runs runs;
    private final ReadinessChecks checks;
    private final Fences fences;
    private final Approvals approvals;
    private final Environments environments;
    private final UndoOffer undo;

    RunsController(
            Runs runs,
            ReadinessChecks checks,
            Fences fences,
            Approvals approvals,
            Environments environments,
            UndoOffer undo) {
        this.undo = undo;
        this.approvals = approvals;
        this.environments = environments;
        this.runs = runs;
        this.fences = fences;
        this.checks = checks;
    }

    /**
     * @param outcome null while it runs
     * @param holdsLock whether nothing else may run on its environment now
     * @param planHash what an approval belongs to; null while there is no plan
     * @param approval the last answer to a plan of this run; null while there is none
     */
    record RunJson(
            String id,
            String procedure,
            String environment,
            RunMode mode,
            boolean rehearsal,
            String reason,
            @Nullable String changeTicket,
            String startedBy,
            Instant startedAt,
            Instant incidentStartedAt,
            @Nullable Instant endedAt,
            @Nullable RunOutcome outcome,
            @Nullable String outcomeSentence,
            @Nullable String processInstanceId,
            boolean holdsLock,
            @Nullable String planHash,
            @Nullable Approval approval,
            UndoJson undo) {}

    /** @param reason how to undo it, or why it can't be undone */
    record UndoJson(boolean possible, String reason) {}

    /** The newest first. */
    @GetMapping
    List<RunJson> newest(@RequestParam(defaultValue = "100") int count) {
        if (count < 1 || count > MOST) {
            throw Problems.badRequest("count is " + count + "; it must be from 1 to " + MOST);
        }
        return runs.newest(count).stream().map(this::json).toList();
    }

    @GetMapping("/{id}")
    RunJson one(@PathVariable String id) {
        return json(find(id));
    }

    /** What was sent to the servers and to Service Center, in order, masked; long outputs shortened. */
    @GetMapping("/{id}/commands")
    List<RecordedCommand> commands(@PathVariable String id) {
        return runs.commands(find(id).id());
    }

    /**
     * All that a command printed, also where the list shows only its beginning and its end. From 16 Mi characters on the
     * middle is left out, and how much is said there. What may hold secrets was never recorded.
     */
    @GetMapping(path = "/{id}/commands/{command}/output", produces = "text/plain;charset=UTF-8")
    void output(@PathVariable String id, @PathVariable long command, HttpServletResponse response) throws IOException {
        CommandOutput output = runs.output(find(id).id(), command)
                .orElseThrow(() -> Problems.notFound("Run '" + id + "' has no command " + command + ". /api/runs/" + id
                        + "/commands lists them, each with its id"));
        response.setContentType("text/plain;charset=UTF-8");
        output.writeTo(response.getOutputStream());
    }

    /** Steps and how they ended, problems, decisions and who took them, deviations, in order. */
    @GetMapping("/{id}/events")
    List<RunEvent> events(@PathVariable String id) {
        return runs.events(find(id).id());
    }

    /** What will be, or was to be, done; empty while there is no plan. */
    @GetMapping("/{id}/plan")
    List<PlanStep> plan(@PathVariable String id) {
        return runs.plan(find(id).id());
    }

    /** The run in a page: what was done, what is half done, who decided what, and what to do now. */
    @GetMapping("/{id}/report")
    RunReport report(@PathVariable String id) {
        Run run = find(id);
        return RunReport.of(
                run,
                runs.events(run.id()),
                runs.commands(run.id()),
                runs.plan(run.id()),
                fences.open(run.environment()),
                undo.of(run));
    }

    /** What the check of the environment's readiness found that this run made before its plan; empty where it made none. */
    @GetMapping("/{id}/findings")
    List<EnvironmentsController.FindingJson> findings(@PathVariable String id) {
        Run run = find(id);
        return checks.ofRun(run.id()).stream()
                .map(EnvironmentsController.FindingJson::of)
                .toList();
    }

    /** The plan on paper, to be printed: it can be worked through by hand if this program is lost, too. */
    @GetMapping(
            path = "/{id}/plan.html",
            produces = {MediaType.TEXT_HTML_VALUE, MediaType.APPLICATION_JSON_VALUE})
    void planPage(@PathVariable String id, HttpServletResponse response) throws IOException {
        Run run = find(id);
        response.setContentType("text/html;charset=UTF-8");
        response.getWriter()
                .write(PlanPage.of(
                        run,
                        environments.find(run.environment()).orElse(null),
                        runs.plan(run.id()),
                        approvals.planHash(run.id()),
                        approvals.of(run.id())));
    }

    /** Who has answered to which plan, the oldest first. */
    @GetMapping("/{id}/approvals")
    List<Approval> approvals(@PathVariable String id) {
        return approvals.of(find(id).id());
    }

    private Run find(String id) {
        return runs.find(id).orElseThrow(() -> Problems.notFound("There is no run '" + id + "'. " + theNewest()));
    }

    private String theNewest() {
        List<String> ids = runs.newest(5).stream().map(Run::id).toList();
        return ids.isEmpty() ? "No run was started yet" : "The newest are: " + String.join(", ", ids);
    }

    private RunJson json(Run run) {
        return new RunJson(
                run.id(),
                run.procedure(),
                run.environment(),
                run.mode(),
                run.rehearsal(),
                run.reason(),
                run.changeTicket(),
                run.startedBy(),
                run.startedAt(),
                run.incidentStartedAt(),
                run.endedAt(),
                run.outcome(),
                run.outcomeSentence(),
                run.processInstanceId(),
                runs.holdsLock(run.id()),
                approvals.planHash(run.id()).isEmpty() ? null : approvals.planHash(run.id()),
                approvals.of(run.id()).stream()
                        .reduce((earlier, later) -> later)
                        .orElse(null),
                new UndoJson(undo.of(run).isAllowed(), undo.of(run).reason()));
    }
}
