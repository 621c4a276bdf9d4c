package org.osfailover.procedure.support;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Outcome;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.Progress;
import org.osfailover.run.PlanStep;
import org.osfailover.servicecenter.ServiceCenter;

/**
 * A line of a plan with what it is made of: the calls that the run will make.
 *
 * @param onServer in order; empty where it is not done on a server
 */
public record PlanLine(
        PlanStep step, List<OnServer> onServer, @Nullable AtServiceCenter atServiceCenter) {

    /** One thing that is done on a server. */
    public interface OnServer extends Function<PlatformServer, Outcome> {

        /** A task that takes long: what its beginning says. */
        static OnServer task(org.osfailover.platform.LongTask task) {
            return server -> {
                Progress progress = server.begin(task);
                return progress instanceof Progress.Ended ended
                        ? ended.outcome()
                        : new Outcome.Unknown("it is under way: " + progress.sentence());
            };
        }
    }

    /** One thing that is asked of Service Center. */
    public interface AtServiceCenter extends Function<ServiceCenter, Outcome> {}

    PlanLine(PlanStep step) {
        this(step, List.of(), null);
    }

    static PlanLine onServer(String step, String server, String element, String sentence, List<OnServer> work) {
        return new PlanLine(
                new PlanStep(step, server, sentence, false, null, element, List.of(), null, false, null, null, null),
                work,
                null);
    }

    static PlanLine atServiceCenter(
            String step, String server, String sentence, @Nullable String warning, AtServiceCenter work) {
        return new PlanLine(
                new PlanStep(
                        step,
                        server,
                        sentence,
                        false,
                        warning,
                        "republish-applications",
                        List.of(),
                        null,
                        false,
                        null,
                        null,
                        null),
                List.of(),
                work);
    }

    PlanLine changing(String before, String after) {
        return new PlanLine(
                new PlanStep(
                        step.step(),
                        step.server(),
                        step.sentence(),
                        step.waitsForPerson(),
                        step.warning(),
                        step.element(),
                        step.commands(),
                        step.outcome(),
                        step.alreadyDone(),
                        before,
                        after,
                        null),
                onServer,
                atServiceCenter);
    }

    PlanLine warned(String warning) {
        return new PlanLine(
                new PlanStep(
                        step.step(),
                        step.server(),
                        step.sentence(),
                        step.waitsForPerson(),
                        warning,
                        step.element(),
                        step.commands(),
                        step.outcome(),
                        step.alreadyDone(),
                        step.before(),
                        step.after(),
                        null),
                onServer,
                atServiceCenter);
    }
}
