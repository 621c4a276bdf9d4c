package org.osfailover.remote;

/** One argument of a command line. Quoting is the dialect's business, done once, at the edge. */
public sealed interface Argument {

    /** What takes the argument's place wherever a command is shown. */
    String MASK = "********";

    /** As it was given: unquoted and not masked. */
    String value();

    /** An ordinary value: quoted where the dialect needs it. */
    record Plain(String value) implements Argument {}

    /** A secret: quoted like a plain value when sent, shown as a mask everywhere else. */
    record Secret(String value) implements Argument {
        @Override
        public String toString() {
            return "Secret[" + MASK + "]";
        }
    }

    /** A script of ours: quoted like a plain value when sent, shown by its name. */
    record Script(String name, String value) implements Argument {}

    /** Text of the dialect itself (an option, an operator): sent and shown as it is. Never made from input. */
    record Raw(String value) implements Argument {}
}
