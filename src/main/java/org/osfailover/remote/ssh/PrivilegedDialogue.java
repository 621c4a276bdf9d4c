package org.osfailover.remote.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Server;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.Dialect;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.DialogueResult;
import org.osfailover.remote.SudoPrompt;

/**
 * A dialogue with a program that is started through sudo. Where a password is configured, sudo's question is the first
 * one and has a rule of its own: answered once, and a second question ends the dialogue ({@link SudoPrompt} says why).
 * Callers see nothing of it in the answered rules.
 *
 * @param prompt null where sudo is not to ask
 * @param refused told when sudo has asked again
 */
record PrivilegedDialogue(
        Dialect.Rendered rendered,
        Dialogue dialogue,
        @Nullable SudoPrompt prompt,
        boolean heldBack,
        Runnable refused) {

    private static final String RULE = "sudo: the user's password";

    static PrivilegedDialogue of(CommandLine command, Dialogue dialogue, Server server, SudoPasswords passwords) {
        SudoPasswords.Password password = passwords.of(command, server);
        String secret = password.value();
        if (secret == null) {
            boolean withSudo = server.ssh().elevate() == Elevation.SUDO;
            return new PrivilegedDialogue(
                    command.dialect().render(command, withSudo), dialogue, null, password.heldBack(), () -> {});
        }
        SudoPrompt prompt = SudoPrompt.onTerminal();
        Pattern question = Pattern.compile(Pattern.quote(prompt.marker()));
        List<Dialogue.Rule> rules = new ArrayList<>();
        rules.add(new Dialogue.Rule(RULE, question, new Dialogue.Answer.TypeSecret(secret), Set.of(), Set.of(RULE)));
        rules.add(new Dialogue.Rule(
                RULE + ", again", question, new Dialogue.Answer.Stop(SudoPrompt.ASKED_AGAIN), Set.of(RULE), Set.of()));
        rules.addAll(dialogue.rules());
        return new PrivilegedDialogue(
                command.dialect().render(command, prompt),
                dialogue.with(rules),
                prompt,
                false,
                () -> passwords.refused(server, secret));
    }

    /** The result without sudo's own question. */
    DialogueResult shown(DialogueResult result) {
        if (prompt == null && !heldBack) {
            return result;
        }
        List<String> answered =
                result.answered().stream().filter(rule -> !rule.equals(RULE)).toList();
        String transcript = readable(result.transcript());
        if (transcript.contains(SudoPrompt.ASKED_AGAIN)) {
            refused.run();
        }
        if (result instanceof DialogueResult.Completed completed) {
            return new DialogueResult.Completed(completed.exitCode(), transcript, answered);
        } else if (result instanceof DialogueResult.Stopped stopped) {
            return new DialogueResult.Stopped(
                    readable(stopped.reason()), readable(stopped.lastText()), transcript, answered);
        } else if (result instanceof DialogueResult.TimedOut) {
            return new DialogueResult.TimedOut(transcript, answered);
        } else if (result instanceof DialogueResult.ConnectionLost lost) {
            return new DialogueResult.ConnectionLost(lost.reason(), transcript, answered);
        }
        return result;
    }

    private String readable(String text) {
        SudoPrompt asked = prompt;
        if (asked != null) {
            return asked.readable(text);
        }
        return text.contains("sudo: ") ? text.stripTrailing() + "\n" + SudoPrompt.HELD_BACK + "\n" : text;
    }
}
