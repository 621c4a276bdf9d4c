package org.osfailover.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.remote.Conversation.Move;
import org.osfailover.remote.Dialogue.Answer;
import org.osfailover.remote.Dialogue.Rule;

@NullUnmarked
class ConversationTest {

    private static final Duration SILENCE = Duration.ofSeconds(5);

    private long now = 1;

    private final Conversation underTest = new Conversation(
            new Dialogue(
                    List.of(
                            new Rule("Host", Pattern.compile("(?i)host\\s*\\[.*?\\]:"), new Answer.Type("10.0.0.12")),
                            new Rule("Password", Pattern.compile("Password:"), new Answer.TypeSecret("hunter22")),
                            new Rule("Restart", Pattern.compile("Restart now\\? \\(y/n\\)"), new Answer.Type("y")),
                            new Rule(
                                    "Service Center",
                                    Pattern.compile("Install Service Center\\?"),
                                    new Answer.Stop("no"))),
                    SILENCE),
            List.of(),
            now);

    @Test
    void promptInPieces_isAnsweredOnceItIsWhole() {
        says("Ho");
        assertThat(after(10)).isInstanceOf(Move.Wait.class);
        says("st [10.0.");
        assertThat(after(10)).isInstanceOf(Move.Wait.class);
        says("0.11]: ");

        assertThat(after(1)).isInstanceOf(Move.Wait.class);
        assertThat(after(200)).isEqualTo(new Move.Type("10.0.0.12"));
        assertThat(underTest.transcript()).isEqualTo("Host [10.0.0.11]: 10.0.0.12\n");
    }

    @Test
    void questionInTheMiddleOfTheText_isNoQuestion() {
        says("Host [10.0.0.11]: was kept\nworking on it\n");

        assertThat(after(60_000)).isInstanceOf(Move.Wait.class);
    }

    @Test
    void coloursAndCarriageReturns_doNotMatter() {
        says("\u001b[1;32mHo\u001b[");
        says("0mst\u001b]0;title\u0007 [b\b");
        says("a]:\u001b[K");

        assertThat(after(200)).isEqualTo(new Move.Type("10.0.0.12"));
        assertThat(underTest.transcript()).startsWith("Host [a]:10");
    }

    @Test
    void echoOfTheAnswer_isNoQuestionAndNotInTheTranscriptTwice() {
        says("Host [a]: ");
        after(200);

        says("10.0.");
        assertThat(after(200)).isInstanceOf(Move.Wait.class);
        says("0.12\r\nPassword: ");

        assertThat(after(200)).isEqualTo(new Move.Type("hunter22"));
        assertThat(underTest.transcript()).isEqualTo("Host [a]: 10.0.0.12\nPassword: ********\n");
    }

    @Test
    void secretThatIsEchoed_isMasked() {
        says("Password: ");
        after(200);
        says("hunter22\r\nlogged in with hunter22\r\n");
        after(10);

        assertThat(underTest.transcript()).isEqualTo("Password: ********\nlogged in with ********\n");
        assertThat(after(1).toString()).doesNotContain("hunter22");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Delete everything? ",
                "Delete everything? (yes/no)\n",
                "Your choice []:",
                "New value> ",
                "Enter the database password",
                "Existing Controller address [10.0.0.11]: ",
                "Type the port:\n"
            })
    void unknownQuestion_endsTheDialogueAfterTheSilenceAndIsNotAnswered(String question) {
        says("Welcome\n" + question);

        assertThat(after(4_000)).isInstanceOf(Move.Wait.class);
        assertThat(after(1_100)).isInstanceOfSatisfying(Move.Stop.class, stop -> {
            assertThat(stop.reason()).contains(question.strip());
            assertThat(stop.lastText()).contains("Welcome");
        });
        assertThat(underTest.answered()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Stopping OutSystems Deployment Controller Service: ",
                "Restarting services...",
                "Configuration saved.\n",
                "Compiling 42%",
                "Deploying module (1/3)\n",
                "Starting the scheduler.\n"
            })
    void programThatWorksSilently_isNotEnded(String text) {
        says(text);

        assertThat(after(600_000)).isInstanceOf(Move.Wait.class);
    }

    @Test
    void programPrintsAgainWithinTheSilence_silenceBeginsAnew() {
        says("What is this");
        after(4_000);
        says(" thing");

        assertThat(after(4_000)).isInstanceOf(Move.Wait.class);
        assertThat(after(1_100)).isInstanceOf(Move.Stop.class);
    }

    @Test
    void ruleSaysStop_theReasonIsTheRules() {
        says("Install Service Center? ");

        assertThat(after(1_100)).isEqualTo(new Move.Stop("no", "Install Service Center? "));
    }

    @Test
    void sameQuestionAgainAndAgain_endsTheDialogue() {
        for (int i = 0; i < 5; i++) {
            says("Restart now? (y/n) ");
            assertThat(after(200)).isEqualTo(new Move.Type("y"));
        }
        says("Restart now? (y/n) ");

        assertThat(after(200)).isInstanceOfSatisfying(Move.Stop.class, stop -> assertThat(stop.reason())
                .contains("asks the same"));
        assertThat(underTest.answered()).hasSize(5);
    }

    @Test
    void questionsThatGoRoundInCircles_endTheDialogue() {
        for (int i = 0; i < 5; i++) {
            says("Host [a]: ");
            assertThat(after(200)).isEqualTo(new Move.Type("10.0.0.12"));
            says("Restart now? (y/n) ");
            assertThat(after(200)).isEqualTo(new Move.Type("y"));
        }
        says("Host [a]: ");

        assertThat(after(200)).isInstanceOf(Move.Stop.class);
    }

    @Test
    void questionsWithoutEnd_endTheDialogue() {
        int answers = 0;
        Move move = new Move.Type("");
        while (move instanceof Move.Type && answers < 1_000) {
            says("Host [" + answers++ + "]: ");
            move = after(200);
        }

        assertThat(move).isInstanceOf(Move.Stop.class);
        assertThat(answers).isBetween(200, 400);
    }

    @Test
    void progressBar_isOneLineAndTheQuestionBehindItIsAnswered() {
        for (int percent = 0; percent <= 100; percent += 10) {
            says("\rSaving ... " + percent + "%");
            assertThat(after(1_000)).isInstanceOf(Move.Wait.class);
        }
        says("\r\u001b[KRestart now? (y/n) ");

        assertThat(after(200)).isEqualTo(new Move.Type("y"));
        assertThat(underTest.transcript()).isEqualTo("Restart now? (y/n) y\n");
    }

    @Test
    void questionMarkFirst_waitsForTheFormOfTheAnswer() {
        Conversation either = new Conversation(
                new Dialogue(
                        List.of(
                                new Rule("words", Pattern.compile("Go\\? \\(yes/no\\)"), new Answer.Type("yes")),
                                new Rule("letter", Pattern.compile("Go\\?"), new Answer.Type("Y"))),
                        SILENCE),
                List.of(),
                now);
        either.received("Go?", now);
        now += 400_000_000L;
        assertThat(either.next(now)).isInstanceOf(Move.Wait.class);
        either.received(" (yes/no) ", now);
        now += 200_000_000L;

        assertThat(either.next(now)).isEqualTo(new Move.Type("yes"));
    }

    @Test
    void questionThatEndsItsLine_isAnsweredWhenNothingFollows() {
        says("Restart now? (y/n)\n");

        assertThat(after(500)).isInstanceOf(Move.Wait.class);
        assertThat(after(600)).isEqualTo(new Move.Type("y"));
    }

    private void says(String text) {
        underTest.received(text, now);
    }

    private Move after(long millis) {
        now += millis * 1_000_000;
        return underTest.next(now);
    }
}
