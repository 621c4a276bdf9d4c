package org.osfailover.platform.javastack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.Dialogue.Answer;
import org.osfailover.remote.Dialogue.Rule;

/**
 * Replays conversations with tools that word their questions differently: what the tool prints, and between «» what must
 * be typed (or STOP and a piece of the reason). No rule may fire at the end of a line in between, unless the file says
 * that the tool ends its questions with a new line.
 */
class TranscriptTest {

    private static final Path TRANSCRIPTS = Path.of("src/test/resources/transcripts/java");

    static Stream<Path> transcripts() throws IOException {
        try (Stream<Path> files = Files.walk(TRANSCRIPTS)) {
            return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void conversation_isAnsweredAsWrittenDown(Path file) throws Exception {
        String text = Files.readString(file);
        boolean newLines = text.startsWith("# newline\n");
        String body = newLines ? text.substring(text.indexOf('\n') + 1) : text;
        String header = body.substring(2, body.indexOf('\n'));
        Replay replay = new Replay(dialogue(header), newLines);
        String rest = body.substring(body.indexOf('\n') + 1);
        while (rest.contains("«")) {
            int open = rest.indexOf('«');
            int close = rest.indexOf('»');
            replay.expect(rest.substring(0, open), rest.substring(open + 1, close));
            rest = rest.substring(close + 1);
        }
        replay.silentAt(rest);
        assertThat(replay.answers).isGreaterThan(0);
    }

    private static Dialogue dialogue(String header) throws GivenUp {
        JavaSettings settings = new JavaSettings(Farm.environment(Map.of()));
        String[] words = header.split("[; ]+", -1);
        return switch (words[0]) {
            case "write" -> new ConfigurationToolDialogue(settings).writingControllerAddress(words[1]);
            case "install" -> new ConfigurationToolDialogue(settings).installingServiceCenter(words[1]);
            default -> {
                Map<PlatformService, ServiceReading> readings = new EnumMap<>(PlatformService.class);
                for (int i = 2; i < words.length; i++) {
                    PlatformService service = PlatformService.valueOf(words[i].substring(0, words[i].indexOf('=')));
                    StartType startType = StartType.valueOf(words[i].substring(words[i].indexOf('=') + 1));
                    readings.put(service, new ServiceReading(service, startType, ServiceState.STOPPED, ""));
                }
                yield new ServiceConfiguratorDialogue(settings)
                        .with(PlatformService.valueOf(words[1]), words[0].equals("enable"), readings);
            }
        };
    }

    /** The conversation so far, as a terminal with echo shows it. */
    private static final class Replay {
        private final Dialogue dialogue;
        private final boolean newLines;
        private final List<String> answered = new ArrayList<>();
        private String since = "";
        private int answers;

        Replay(Dialogue dialogue, boolean newLines) {
            this.dialogue = dialogue;
            this.newLines = newLines;
        }

        void expect(String printed, String answer) {
            String terminal = printed.replace("\n", "\r\n");
            if (!newLines) {
                silentAt(printed);
            }
            since += terminal;
            Optional<Rule> rule = Farm.ruleFor(dialogue, since, answered);
            assertThat(rule).as("a rule for «%s»", since).isPresent();
            Answer given = rule.orElseThrow().answer();
            if (answer.startsWith("STOP: ")) {
                assertThat(given).as("the answer to «%s»", since).isInstanceOf(Answer.Stop.class);
                assertThat(((Answer.Stop) given).reason()).contains(answer.substring("STOP: ".length()));
            } else {
                assertThat(given).as("the answer to «%s»", since).isEqualTo(new Answer.Type(answer));
            }
            answered.add(rule.orElseThrow().name());
            answers++;
            since = answer;
        }

        void silentAt(String printed) {
            for (int end = printed.indexOf('\n'); end >= 0; end = printed.indexOf('\n', end + 1)) {
                String text = since + printed.substring(0, end + 1).replace("\n", "\r\n");
                assertThat(Farm.ruleFor(dialogue, text, answered))
                        .as("a rule for «%s»", text)
                        .isEmpty();
            }
        }
    }
}
