package org.osfailover.procedure.verifyinvariants;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.Invariants;
import org.osfailover.farm.Invariants.Breach;
import org.osfailover.farm.RunMode;
import org.osfailover.farm.Server;
import org.osfailover.procedure.support.AcceptedDifferences;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.procedure.support.Variable;
import org.osfailover.run.Runs;
import org.osfailover.servicecenter.ServiceCenter.Health;
import org.springframework.stereotype.Component;

/** The invariants of a run, as its servers are now. */
@Component
class FarmInvariants {

    /** Whether every server must name the same Controller by now. */
    private static final Variable<Boolean> ADDRESS_SETTLED = Variable.bool("addressSettled");

    private final Steps steps;
    private final FarmReadings readings;
    private final Runs runs;
    private final UnseenRoles unseen;

    FarmInvariants(Steps steps, FarmReadings readings, Runs runs, UnseenRoles unseen) {
        this.unseen = unseen;
        this.steps = steps;
        this.readings = readings;
        this.runs = runs;
    }

    /** The gravest breach that nobody has accepted in this step. */
    Optional<Breach> firstBreach(DelegateExecution execution) {
        Set<String> accepted = AcceptedDifferences.of(execution);
        Optional<Breach> breach = breaches(execution)
                .filter(found -> !found.acceptable() || !accepted.contains(key(found)))
                .findFirst();
        breach.filter(Breach::acceptable).ifPresent(found -> AcceptedDifferences.ask(execution, List.of(key(found))));
        return breach;
    }

    /** What it is about; who names whom may change between two readings. */
    private static String key(Breach breach) {
        return breach.sentence().replaceAll(":.*", "").replaceAll("\\s+", " ");
    }

    private Stream<Breach> breaches(DelegateExecution execution) {
        Set<String> leftOut = runs.skipped(RunVariables.RUN_ID.from(execution));
        FarmReading reading = readings.now(steps.environment(execution), steps.step(execution), Set.of());
        boolean addressSettled = ADDRESS_SETTLED.optional(execution).orElse(false);
        List<Breach> read = Invariants.of(reading, leftOut, addressSettled);
        boolean planned = RunMode.valueOf(RunVariables.MODE.from(execution)) == RunMode.PLANNED;
        // front-ends are asked only where nothing else is to be said
        Stream<Supplier<Stream<Breach>>> inOrder = Stream.of(
                () -> read.stream().filter(breach -> !breach.acceptable()),
                () -> unseen.cameBack(execution, reading).stream(),
                () -> unseen.breach(execution, reading).stream(),
                () -> read.stream().filter(Breach::acceptable),
                () -> planned ? nobodyServes(execution, reading, leftOut).stream() : Stream.empty());
        return inOrder.flatMap(Supplier::get);
    }

    /** In a planned run at least one front-end serves the users at any time. Where none can be asked, that is noted. */
    private Optional<Breach> nobodyServes(DelegateExecution execution, FarmReading reading, Set<String> leftOut) {
        List<Server> frontEnds = reading.environment().servers().stream()
                .filter(server -> server.group() != null && !leftOut.contains(server.id()))
                .toList();
        List<Health> asked = frontEnds.stream()
                .map(server -> steps.serviceCenterAt(execution, server.id()).ping())
                .takeWhile(health -> !(health instanceof Health.Well))
                .toList();
        if (asked.size() < frontEnds.size() || frontEnds.isEmpty()) {
            return Optional.empty();
        }
        if (asked.stream().anyMatch(Health.Unknown.class::isInstance)) {
            steps.note(
                    execution,
                    null,
                    "Look yourself whether a front-end serves the users, it can't be told from here: "
                            + asked.get(0).sentence());
            return Optional.empty();
        }
        return Optional.of(new Breach(
                null,
                "In a planned run at least one front-end must serve the users at any time, and none does: "
                        + asked.stream().map(Health::sentence).collect(Collectors.joining("; ")),
                true));
    }
}
