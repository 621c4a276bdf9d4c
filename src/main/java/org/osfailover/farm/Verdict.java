package org.osfailover.farm;

/** A decision with its reason. */
public sealed interface Verdict {

    /** Why; for people. */
    String reason();

    record Allowed(String reason) implements Verdict {}

    record Refused(RefusalCode code, String reason) implements Verdict {}

    default boolean isAllowed() {
        return this instanceof Allowed;
    }

    static Verdict allowed(String reason) {
        return new Allowed(reason);
    }

    static Verdict refused(String reason) {
        return new Refused(RefusalCode.NOT_ELIGIBLE, reason);
    }
}
