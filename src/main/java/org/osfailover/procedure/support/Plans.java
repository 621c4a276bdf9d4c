package org.osfailover.procedure.support;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environment.Approval;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunMode;
import org.osfailover.farm.Server;
import org.osfailover.run.BeforeRuns;
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;
import org.osfailover.run.PlanHash;
import org.osfailover.run.PlanStep;
import org.osfailover.run.ReadinessChecks;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** Keeps a procedure's plan with its run, says whether somebody has to approve it, and what is so where none can be made. */
@Component
public class Plans {

    private final Runs runs;
    private final Fences fences;
    private final ReadinessChecks checks;
    private final Steps steps;
    private final PlanRehearsal rehearsal;
    private final BeforeRuns beforeRuns;
    private final LeftBehind leftBehind;
    private final RolesOutOfSight roles;

    Plans(
            Runs runs,
            Fences fences,
            ReadinessChecks checks,
            Steps steps,
            PlanRehearsal rehearsal,
            BeforeRuns beforeRuns,
            LeftBehind leftBehind,
            RolesOutOfSight roles) {
        this.leftBehind = leftBehind;
        this.roles = roles;
        this.beforeRuns = beforeRuns;
        this.rehearsal = rehearsal;
        this.checks = checks;
        this.runs = runs;
        this.fences = fences;
        this.steps = steps;
    }

    /** A plan that begins with the servers that can't be reached, and with those that people have left out already. */
    public Draft begin(DelegateExecution execution, FarmReading reading) {
        Draft plan = new Draft(leftOut(execution), reading);
        List<LeftBehind.Rest> left = leftBehind.in(RunVariables.ENVIRONMENT.from(execution));
        left.forEach(rest -> plan.warning(
                "before",
                null,
                rest.sentence(),
                "What it has changed stands as it is. The lines below say what this run makes of it."));
        checks.ofRun(RunVariables.RUN_ID.from(execution)).stream()
                .filter(found -> !found.isOk())
                .filter(found -> left.stream().noneMatch(rest -> rest.sentence()
                        .equals(found.finding().sentence())))
                .filter(found ->
                        found.server() == null || reading.server(found.server()).reachable())
                .forEach(found -> plan.warning(
                        "before",
                        found.server(),
                        found.finding().sentence(),
                        found.finding().remedy() + "."));
        for (Server server : reading.environment().servers()) {
            if (plan.leftOut.contains(server.id())) {
                plan.warning("before", server.id(), "Nothing is done on this server", "A person has left it out.");
            } else if (!reading.server(server.id()).reachable()) {
                plan.warning(
                        "before",
                        server.id(),
                        "A person decides about this server before anything is changed",
                        reading.server(server.id()).outOfReach());
            }
        }
        return plan;
    }

    /** The servers that the run goes on without, as people have decided. */
    public Set<String> leftOut(DelegateExecution execution) {
        return runs.skipped(RunVariables.RUN_ID.from(execution));
    }

    /** Those of them that may still run, for all that is known: nobody has said that they are fenced. */
    public Set<String> leftOutUnfenced(DelegateExecution execution) {
        Set<String> unfenced = new LinkedHashSet<>(leftOut(execution));
        fences.open(RunVariables.ENVIRONMENT.from(execution)).stream()
                .filter(fence -> fence.state() == Fence.State.PENDING)
                .map(Fence::server)
                .forEach(unfenced::remove);
        return unfenced;
    }

    /** No plan can be made as the farm is now: the error for the model, where a person is asked; the caller throws it. */
    public BpmnError impossible(DelegateExecution execution, @Nullable String serverId, String sentence) {
        steps.skipRefused(
                execution,
                "Without this there is no plan. Put it right and choose RETRY (the plan is made anew), or choose ABORT.");
        return steps.failed(
                execution,
                serverId,
                RefusalCode.NOT_IN_WANTED_STATE,
                "Nothing has been changed yet, and no plan can be made: " + sentence);
    }

    /** Keeps the plan and the state it was made for, and sets {@code approvalNeeded} and {@code planHash}. */
    public void keep(DelegateExecution execution, FarmReading reading, Draft plan) {
        Environment environment = reading.environment();
        roles.in(reading);
        RunMode mode = RunMode.valueOf(RunVariables.MODE.from(execution));
        String runId = RunVariables.RUN_ID.from(execution);
        List<PlanStep> lines = rehearsal.rehearse(reading, runId, plan.lines());
        runs.savePlan(runId, lines);
        if (!steps.isRehearsal(execution)) {
            beforeRuns.keep(runId, reading);
        }
        RunVariables.PLAN_HASH.on(execution).set(PlanHash.of(lines));
        RunVariables.PLANNED_STATE.on(execution).set(PlannedState.of(reading, mode));
        RunVariables.APPROVAL_NEEDED.on(execution).set(environment.approval().in(mode) != Approval.NONE);
    }

    /** A plan being written. Of a server that was left out it holds nothing but that. */
    public static final class Draft {
        private static final String NOT_CONTACTED =
                " (not while it can't be reached: a person decides about this server first)";

        private final Set<String> leftOut;
        private final FarmReading reading;
        private final List<PlanLine> lines = new ArrayList<>();
        private @Nullable String warningOfNextLine;

        private Draft(Set<String> leftOut, FarmReading reading) {
            this.reading = reading;
            this.leftOut = leftOut;
        }

        List<PlanLine> lines() {
            return lines;
        }

        public Draft machine(String step, @Nullable String server, String sentence) {
            return add(step, server, sentence, null, null);
        }

        /** What a building block does on a server, as its own code says it. */
        public Draft onServer(
                String step, String server, String element, String sentence, List<PlanLine.OnServer> work) {
            return takesPart(server)
                    ? add(PlanLine.onServer(step, server, element, sentence + whatOfIt(server), work))
                    : this;
        }

        /** The same with what is there now and what will be; of a server that can't be read, neither is known. */
        public Draft onServer(
                String step,
                String server,
                String element,
                String sentence,
                String before,
                String after,
                List<PlanLine.OnServer> work) {
            boolean read = reading.server(server).reachable();
            return read && takesPart(server)
                    ? add(PlanLine.onServer(step, server, element, sentence, work)
                            .changing(before, after))
                    : onServer(step, server, element, sentence, work);
        }

        /** What is asked of the Service Center that this server serves. */
        public Draft atServiceCenter(
                String step, String server, String sentence, @Nullable String warning, PlanLine.AtServiceCenter work) {
            return takesPart(server) ? add(PlanLine.atServiceCenter(step, server, sentence, warning, work)) : this;
        }

        public Draft person(String step, String sentence) {
            return add(new PlanLine(new PlanStep(step, null, sentence, true, null)));
        }

        /** What is left to do when the run has ended; the run does not wait for it. */
        public Draft afterwards(String sentence) {
            return add(new PlanLine(new PlanStep("after", null, sentence, false, null)));
        }

        /** The line that follows carries this, which the approver must know. */
        public Draft warned(String warning) {
            warningOfNextLine = warning;
            return this;
        }

        /** Something the approver must know. */
        public Draft warning(String step, @Nullable String server, String sentence, String warning) {
            return add(new PlanLine(new PlanStep(step, server, sentence, false, warning)));
        }

        private Draft add(
                String step,
                @Nullable String server,
                String sentence,
                @Nullable String before,
                @Nullable String after) {
            return server == null || takesPart(server)
                    ? add(new PlanLine(new PlanStep(
                            step, server, sentence, false, null, null, List.of(), null, false, before, after, null)))
                    : this;
        }

        private String whatOfIt(String server) {
            return reading.server(server).reachable() ? "" : NOT_CONTACTED;
        }

        private boolean takesPart(String server) {
            return !leftOut.contains(server);
        }

        private Draft add(PlanLine line) {
            lines.add(warningOfNextLine == null ? line : line.warned(warningOfNextLine));
            warningOfNextLine = null;
            return this;
        }
    }
}
