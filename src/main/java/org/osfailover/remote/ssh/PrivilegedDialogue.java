package org.osfailover.remote.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Server;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.Credentials;
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
 */
record PrivilegedDialogue(Dialect.Rendered rendered, Dialogue dialogue, @Nullable SudoPrompt prompt) {

    private static final String RULE = "sudo: the user's password";

    static PrivilegedDialogue of(CommandLine command, Dialogue dialogue, Server server, Credentials credentials) {
        Optional<String> password = SudoPassword.of(command, server, credentials);
        if (password.isEmpty()) {
            boolean withSudo = server.ssh().elevate() == Elevation.SUDO;
            return new PrivilegedDialogue(command.dialect().render(command, withSudo), dialogue, null);
        }
        SudoPrompt prompt = SudoPrompt.onTerminal();
        Pattern question = Pattern.compile(Pattern.quote(prompt.marker()));
        List<Dialogue.Rule> rules = new ArrayList<>();
        rules.add(new Dialogue.Rule(
                RULE, question, new Dialogue.Answer.TypeSecret(password.get()), Set.of(), Set.of(RULE)));
        rules.add(new Dialogue.Rule(
                RULE + ", again",
                question,
                new Dialogue.Answer.Stop(SudoPrompt.ASKED_AGAIN),
                Set.of(RULE),
                Set.of()));
        rules.addAll(dialogue.rules());
        return new PrivilegedDialogue(
                command.dialect().render(command, prompt), new Dialogue(rules, dialogue.silence()), prompt);
    }

    /** The result without sudo's own question. */
    DialogueResult shown(DialogueResult result) {
        SudoPrompt asked = prompt;
        if (asked == null) {
            return result;
        }
        List<String> answered =
                result.answered().stream().filter(rule -> !rule.equals(RULE)).toList();
        String transcript = asked.readable(result.transcript());
        if (result instanceof DialogueResult.Completed completed) {
            return new DialogueResult.Completed(completed.exitCode(), transcript, answered);
        } else if (result instanceof DialogueResult.Stopped stopped) {
            return new DialogueResult.Stopped(
                    asked.readable(stopped.reason()), asked.readable(stopped.lastText()), transcript, answered);
        } else if (result instanceof DialogueResult.TimedOut) {
            return new DialogueResult.TimedOut(transcript, answered);
        } else if (result instanceof DialogueResult.ConnectionLost lost) {
            return new DialogueResult.ConnectionLost(lost.reason(), transcript, answered);
        }
        return result;
    }
}
