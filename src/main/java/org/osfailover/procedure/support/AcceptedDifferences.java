package org.osfailover.procedure.support;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateExecution;

/**
 * What a person has accepted in a step that reads again after each decision: it is a deviation, and never asked about a
 * second time in this step, while everything else still is. Differences have keys, since the sentences about the same one
 * may differ (a state that changes, a duration).
 */
public final class AcceptedDifferences {

    private static final Variable<String> ASKED = Variable.string("askedDifference");
    private static final Variable<String> ACCEPTED = Variable.string("acceptedDifferences");
    private static final Variable<Boolean> TRY_AGAIN = Variable.bool("tryAgain");

    private AcceptedDifferences() {}

    /** The keys that were accepted so far; the decision on what was asked last is taken into account. */
    public static Set<String> of(DelegateExecution execution) {
        Set<String> accepted = lines(ACCEPTED, execution);
        boolean goesOn = !TRY_AGAIN.optional(execution).orElse(true);
        if (goesOn) {
            accepted.addAll(lines(ASKED, execution));
            ACCEPTED.on(execution).set(RunVariables.fitting(String.join("\n", accepted)));
        }
        ASKED.on(execution).set("");
        return accepted;
    }

    /** A person is asked about these now. */
    public static void ask(DelegateExecution execution, Collection<String> keys) {
        ASKED.on(execution).set(RunVariables.fitting(String.join("\n", keys)));
    }

    private static Set<String> lines(Variable<String> variable, DelegateExecution execution) {
        Set<String> keys = new LinkedHashSet<>();
        variable.optional(execution).ifPresent(text -> Arrays.stream(text.split("\n", -1))
                .filter(key -> !key.isBlank())
                .forEach(keys::add));
        return keys;
    }
}
