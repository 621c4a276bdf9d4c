package org.osfailover.platform.javastack;

import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;

/** A step can't go on; the outcome says why. Never leaves this package. */
final class GivenUp extends Exception {

    private final transient Outcome outcome;

    GivenUp(Outcome outcome) {
        super(outcome.sentence());
        this.outcome = outcome;
    }

    static GivenUp refused(RefusalCode code, String sentence) {
        return new GivenUp(new Outcome.Refused(code, sentence));
    }

    static GivenUp notAsExpected(String sentence) {
        return refused(RefusalCode.PLATFORM_NOT_AS_EXPECTED, sentence);
    }

    static GivenUp unknown(String sentence) {
        return new GivenUp(new Outcome.Unknown(sentence));
    }

    Outcome outcome() {
        return outcome;
    }
}
