package org.osfailover.platform.javastack;

import org.osfailover.farm.RefusalCode;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.DialogueResult;
import org.osfailover.remote.SecretMask;

/** How a dialogue ended, in words for people. */
final class Conversation {

    private Conversation() {}

    static String ending(CommandLine command, DialogueResult result) {
        if (result instanceof DialogueResult.Completed completed) {
            int code = completed.exitCode().orElse(0);
            return code == 0
                    ? "'" + command + "' ended by itself; its last words: " + quote(completed.transcript())
                    : "'" + command + "' ended with exit code " + code + "; its last words: "
                            + quote(completed.transcript());
        } else if (result instanceof DialogueResult.Stopped stopped) {
            return "'" + command + "' was ended without an answer: " + stopped.reason() + ". It had asked: "
                    + quote(stopped.lastText())
                    + ". The whole conversation is among the run's commands; a rule for it can be added to the"
                    + " environment's overrides (" + overrideFor(command) + ")";
        } else if (result instanceof DialogueResult.TimedOut timedOut) {
            return "'" + command + "' did not end in time; its last words: " + quote(timedOut.transcript());
        } else if (result instanceof DialogueResult.ConnectionLost lost) {
            return "the connection was lost during '" + command + "' (" + lost.reason() + ")";
        }
        return "'" + command + "' was only listed";
    }

    /** Why what was wanted is not so, where the reading afterwards says that it is not. */
    static RefusalCode code(DialogueResult result) {
        if (result instanceof DialogueResult.Stopped) {
            return RefusalCode.UNEXPECTED_QUESTION;
        }
        if (result instanceof DialogueResult.Completed completed
                && completed.exitCode().orElse(0) != 0) {
            return RefusalCode.COMMAND_FAILED;
        }
        return RefusalCode.NOT_IN_WANTED_STATE;
    }

    static String quote(String text) {
        String end = LinuxServer.end(SecretMask.maskPrompted(text));
        return end.isEmpty() ? "nothing" : "«" + end + "»";
    }

    private static String overrideFor(CommandLine command) {
        return command.toString().contains("serviceconfigurator")
                ? JavaSettings.CONFIGURATOR_ANSWERS.key()
                : JavaSettings.TOOL_ANSWERS.key();
    }
}
