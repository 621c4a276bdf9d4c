package org.osfailover.platform;

import org.osfailover.farm.Outcome;

/** How far a {@link LongTask} has got. */
public sealed interface Progress {

    /** For people; what it says may change with every look. */
    String sentence();

    /**
     * It goes on on the server, whatever becomes of us.
     *
     * @param seen whether the server said so just now; else the last that is known is that it went on, and the sentence
     *     says why the server could not be asked
     * @param waits whether it waits for a person's answer ({@link PlatformServer#question}): it is not ended, and without
     *     one it does not go on
     */
    record UnderWay(String sentence, boolean seen, boolean waits) implements Progress {

        /** One that works. */
        public UnderWay(String sentence, boolean seen) {
            this(sentence, seen, false);
        }
    }

    /** It is over. */
    record Ended(Outcome outcome) implements Progress {
        @Override
        public String sentence() {
            return outcome.sentence();
        }
    }
}
