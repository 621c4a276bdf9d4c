package org.osfailover.platform.javastack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.osfailover.remote.Dialogue;

/**
 * Conversations with tools that word their questions differently: what the tool prints, and between «» what must be
 * typed (or STOP and a piece of the reason); and a table of single prompts.
 */
class TranscriptTest {

    private static final Path TRANSCRIPTS = Path.of("src/test/resources/transcripts/java");
    private static final int SEEDS = 8;

    static Stream<Path> transcripts() throws IOException {
        try (Stream<Path> files = Files.walk(TRANSCRIPTS)) {
            return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void conversation_isAnsweredAsWrittenDown(Path file) throws Exception {
        play(file, 0);
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void conversationInAnyPiecesAndColours_isAnsweredTheSame(Path file) throws Exception {
        for (long seed = 1; seed <= SEEDS; seed++) {
            play(file, seed);
        }
    }

    private static void play(Path file, long seed) throws Exception {
        String text = Files.readString(file).replaceFirst("^# newline\n", "");
        String header = text.substring(2, text.indexOf('\n'));
        Played underTest = new Played(Played.dialogue(header, Map.of()), seed);
        String rest = text.substring(text.indexOf('\n') + 1);
        boolean stopped = false;
        while (rest.contains("«")) {
            int open = rest.indexOf('«');
            int close = rest.indexOf('»');
            String printed = rest.substring(0, open);
            String wanted = rest.substring(open + 1, close);
            underTest.prints(printed);
            String done = Played.written(underTest.waits());
            // a person who is asked ends the conversation as well as the tool's end does
            stopped = wanted.startsWith("STOP: ") || wanted.startsWith("ASK: ");
            if (wanted.startsWith("STOP: ")) {
                assertThat(done)
                        .as("at '%s', seed %d", printed, seed)
                        .startsWith("STOP: ")
                        .contains(wanted.substring("STOP: ".length()));
            } else {
                assertThat(done)
                        .as("the answer to '%s', seed %d", printed, seed)
                        .isEqualTo(wanted);
            }
            rest = rest.substring(close + 1);
        }
        if (!stopped) {
            underTest.prints(rest);
            assertThat(Played.written(underTest.waits())).as("at the end").isEqualTo("WAIT");
        }
        assertThat(text).contains("«");
    }

    static Stream<Arguments> prompts() throws IOException {
        List<Arguments> prompts = new ArrayList<>();
        String header = "";
        for (String line : Files.readAllLines(TRANSCRIPTS.resolve("prompts.table"))) {
            if (line.startsWith("## ")) {
                header = line.substring(3);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                int arrow = line.lastIndexOf(" => ");
                prompts.add(Arguments.of(header, line.substring(0, arrow), line.substring(arrow + 4)));
            }
        }
        return prompts.stream();
    }

    @ParameterizedTest(name = "{0}: {1} => {2}")
    @MethodSource("prompts")
    void prompt_isAnsweredAsInTheTable(String header, String prompt, String wanted) throws Exception {
        Dialogue dialogue = Played.dialogue(header, Map.of());
        String text = "Some text.\n\n" + prompt.replace("\\n", "\n");
        for (String end : prompt.endsWith("\\n") ? List.of("") : List.of("", " ")) {
            for (long seed = 0; seed < 3; seed++) {
                Played underTest = new Played(dialogue, seed);
                underTest.prints(text + end);
                String done = Played.written(underTest.waits());
                if (wanted.equals("STOP")) {
                    // one that nothing is typed to, until the deadline, is as safe
                    assertThat(done.startsWith("STOP: ") || done.equals("WAIT"))
                            .as("typed: %s, by %s", done, underTest.answered())
                            .isTrue();
                } else {
                    assertThat(done).isEqualTo(wanted.equals("<enter>") ? "" : wanted);
                }
            }
        }
    }
}
