package org.osfailover.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.Dialogue.Answer;
import org.osfailover.remote.Dialogue.Rule;
import org.osfailover.remote.DialogueResult;

/** Dialogues with programs that treat their terminal in all the ways that programs do. */
@NullUnmarked
@Timeout(120)
class RealTerminalIT {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final Dialogue DIALOGUE = new Dialogue(
            List.of(
                    new Rule("Host", Pattern.compile("Host \\[.*\\]:"), new Answer.Type("10.0.0.12")),
                    new Rule("Name", Pattern.compile("Größe \\(当前\\):"), new Answer.Type("größer")),
                    new Rule("Password", Pattern.compile("Password:"), new Answer.TypeSecret("hunter22")),
                    new Rule("Restart", Pattern.compile("Restart now\\? \\(y/n\\)"), new Answer.Type("y")),
                    new Rule("Key", Pattern.compile("Press any key --"), new Answer.Type(""))),
            Duration.ofSeconds(2));

    @RegisterExtension
    final RealTerminalServer server = new RealTerminalServer();

    @Test
    void readlinePrompts_areAnsweredAndStandInTheTranscriptOnce() throws Exception {
        DialogueResult result = converse("""
                read -r -e -p 'Host [a]: ' host
                read -r -p 'Restart now? (y/n) ' restart
                echo "host=$host restart=$restart"
                """);

        assertThat(completed(result, 0))
                .contains("host=10.0.0.12 restart=y\n")
                .containsOnlyOnce("Host [a]: 10.0.0.12\n");
    }

    @Test
    void singleKeyInRawMode_isPressedAndTheNextQuestionGetsItsOwnAnswer() throws Exception {
        DialogueResult result = converse("""
                read -r -s -n 1 -p '-- Press any key --' _; echo
                old=$(stty -g); stty raw -echo
                printf 'Restart now? (y/n) '; key=$(dd bs=1 count=1 2>/dev/null)
                stty "$old"; echo; echo "key=$key"
                """);

        assertThat(completed(result, 0)).contains("key=y\n");
        assertThat(result.answered()).containsExactly("Key", "Restart");
    }

    @Test
    void hiddenPassword_isNowhere() throws Exception {
        DialogueResult result = converse("""
                stty -echo; printf 'Password: '; read -r password; stty echo; echo
                stty echo; printf 'Password: '; read -r again
                [ "$password$again" = hunter22hunter22 ] && echo same
                """);

        assertThat(completed(result, 0))
                .contains("same")
                .contains("Password: ********\n")
                .doesNotContain("hunter22");
    }

    @Test
    void piecesThatEndWithinCharactersAndSequences_arePutTogether() throws Exception {
        DialogueResult result = converse("""
                for piece in '\\033[' '1;3' '2mGr\\303' '\\266\\303' '\\237e\\033[0' 'm (\\345\\275' '\\223\\345' '\\211\\215): '; do
                  printf "$piece"; sleep 0.03
                done
                read -r size; echo "size=$size"
                """);

        assertThat(completed(result, 0)).contains("Größe (当前): größer\n").contains("size=größer\n");
    }

    @Test
    void printsWithoutBuffer_characterByCharacter() throws Exception {
        DialogueResult result = converse("""
                text='Restart now? (y/n) '
                for ((i = 0; i < ${#text}; i++)); do printf '%s' "${text:i:1}"; sleep 0.02; done
                read -r restart; echo "restart=$restart"
                """);

        assertThat(completed(result, 0)).contains("restart=y\n");
    }

    @Test
    void clearedScreenProgressAndSpinner_questionsBehindThemAreAnswered() throws Exception {
        DialogueResult result = converse("""
                printf '\\033[?1049h\\033[2J\\033[H\\033[44;97m  Set-up  \\033[0m\\033[3;1H'
                read -r -p 'Host [a]: ' _
                for i in 10 50 100; do printf '\\rSaving ... %d%%' $i; sleep 0.05; done
                printf '\\r\\033[K'
                for c in '|' '/' '-'; do printf '%s\\b' "$c"; sleep 0.05; done
                printf '\\r\\033[KRestart now? (y/n) '
                read -r _; printf '\\033[?1049l'; echo end
                """);

        assertThat(completed(result, 0))
                .contains("Host [a]: 10.0.0.12\n")
                .contains("Restart now? (y/n) y\n")
                .doesNotContain("Saving")
                .contains("end");
    }

    @Test
    void answerIsNeverTaken_endsAfterAFewTimes() throws Exception {
        DialogueResult result = converse("""
                while :; do read -r -p 'Host [a]: ' _ || exit 1; echo 'Invalid value.'; done
                """);

        assertThat(result).isInstanceOfSatisfying(DialogueResult.Stopped.class, stopped -> {
            assertThat(stopped.reason())
                    .contains("asks the same again and again")
                    .doesNotContain("has not ended");
            assertThat(stopped.answered()).hasSizeBetween(5, 6);
            assertThat(stopped.transcript()).contains("Invalid value.");
        });
    }

    @Test
    void ignoresTheInterruption_isNamedAndTheConnectionStaysUsable() throws Exception {
        Path saved = server.folder().resolve("saved");
        DialogueResult result = converse("""
                trap '' INT
                read -r -p 'Overwrite the database? ' _ || exit 1
                touch %s
                """.formatted(saved));

        assertThat(result).isInstanceOfSatisfying(DialogueResult.Stopped.class, stopped -> assertThat(stopped.reason())
                .contains("Overwrite the database?")
                .contains("has not ended"));
        assertThat(server.shell().run(CommandLine.posix("true").build(), DEADLINE))
                .isInstanceOf(CommandResult.Completed.class);
        assertThat(saved).doesNotExist();
    }

    @Test
    void leavesAChildThatHoldsTheTerminal_hasEndedAllTheSame() throws Exception {
        long began = System.nanoTime();
        DialogueResult result = converse("""
                read -r -p 'Restart now? (y/n) ' _
                (trap '' HUP INT; exec sleep 25) &
                echo started; exit 3
                """);

        assertThat(completed(result, 3)).contains("started");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void isKilled_hasNoExitCode() throws Exception {
        DialogueResult result = converse("""
                read -r -p 'Restart now? (y/n) ' _
                kill -9 $$
                """);

        assertThat(result)
                .isInstanceOfSatisfying(DialogueResult.Completed.class, completed -> assertThat(completed.exitCode())
                        .isEmpty());
        assertThat(result.answered()).containsExactly("Restart");
    }

    @Test
    void promptThatNeverComes_endsAtTheDeadlineWithWhatWasSaid() throws Exception {
        DialogueResult result = converse("echo 'Connecting to the database ...'; exec sleep 30", Duration.ofSeconds(3));

        assertThat(result).isInstanceOf(DialogueResult.TimedOut.class);
        assertThat(result.transcript()).isEqualTo("Connecting to the database ...\n");
    }

    private DialogueResult converse(String text) throws Exception {
        return converse(text, DEADLINE);
    }

    private DialogueResult converse(String text, Duration deadline) throws Exception {
        Path tool = server.program("tool.sh", "#!/bin/bash\n" + text);
        return server.shell()
                .converse(CommandLine.posix(tool.toString()).changing().build(), DIALOGUE, deadline);
    }

    private static String completed(DialogueResult result, int exitCode) {
        assertThat(result)
                .isInstanceOfSatisfying(DialogueResult.Completed.class, completed -> assertThat(completed.exitCode())
                        .as(completed.transcript())
                        .hasValue(exitCode));
        return result.transcript();
    }
}
