package org.osfailover.platform.javastack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.remote.Conversation;
import org.osfailover.remote.Conversation.Move;
import org.osfailover.remote.Dialogue;

/** Plays a tool's side of a conversation on a terminal, whose output comes in pieces. Time is its own. */
final class Played {

    private static final List<String> DECORATIONS = List.of(
            "\u001b[0m", "\u001b[1;32m", "\u001b[K", "\u001b]0;title\u0007", "\u001b(B", "\u001b[?25l", "\u0007");

    private final Dialogue dialogue;
    private final Conversation conversation;
    private final Random random;
    private final boolean whole;
    private final boolean echoes;
    private long now = 1;

    /** @param seed of the pieces, their distances, the colours and whether the terminal echoes; 0: all at once and plain */
    Played(Dialogue dialogue, long seed) {
        this.dialogue = dialogue;
        this.conversation = new Conversation(dialogue, List.of(), now);
        this.random = new Random(seed);
        this.whole = seed == 0;
        this.echoes = seed % 2 == 0;
    }

    /**
     * The dialogue that a file's header names: {@code write ADDRESS}, {@code install ADDRESS}, or {@code enable} or
     * {@code disable SERVICE; SERVICE=START_TYPE …}.
     */
    static Dialogue dialogue(String header, Map<String, String> overrides) throws GivenUp {
        JavaSettings settings = new JavaSettings(Farm.environment(overrides));
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

    /** The tool prints; nothing may be answered while it does. */
    void prints(String text) {
        String terminal = text.replace("\n", "\r\n");
        int begin = 0;
        while (begin < terminal.length()) {
            int end = whole ? terminal.length() : Math.min(terminal.length(), begin + 1 + random.nextInt(30));
            send(terminal.substring(begin, end));
            if (!whole && terminal.charAt(end - 1) != '\r' && random.nextInt(4) == 0) {
                decorate();
            }
            begin = end;
        }
    }

    private void decorate() {
        String decoration = DECORATIONS.get(random.nextInt(DECORATIONS.size()));
        int cut = random.nextInt(decoration.length());
        send(decoration.substring(0, cut));
        send(decoration.substring(cut));
    }

    private void send(String piece) {
        conversation.received(piece, now);
        assertThat(conversation.next(now)).isInstanceOf(Move.Wait.class);
        pass(1 + random.nextInt(20));
        assertThat(conversation.next(now)).as("while it prints '%s'", piece).isInstanceOf(Move.Wait.class);
    }

    /** The tool waits; what is done then. A wait that would have no end within a day is {@link Move.Wait}. */
    Move waits() {
        Move move = conversation.next(now);
        for (Duration waited = Duration.ZERO;
                move instanceof Move.Wait wait && waited.toDays() < 1;
                waited = waited.plus(wait.atMost())) {
            pass(wait.atMost().toMillis() + 1);
            move = conversation.next(now);
        }
        if (move instanceof Move.Type type && echoes) {
            conversation.received(type.text() + "\r\n", now);
        }
        return move;
    }

    /** As in a file: what is typed, or {@code STOP: reason}; {@code WAIT} where nothing is done. */
    static String written(Move move) {
        if (move instanceof Move.Type type) {
            return type.text();
        }
        if (move instanceof Move.Ask ask) {
            return "ASK: " + ask.reason();
        }
        return move instanceof Move.Stop stop ? "STOP: " + stop.reason() : "WAIT";
    }

    List<String> answered() {
        return conversation.answered();
    }

    /** The names of all rules that this dialogue has. */
    List<String> rules() {
        return dialogue.rules().stream().map(Dialogue.Rule::name).distinct().toList();
    }

    private void pass(long millis) {
        now += Duration.ofMillis(millis).toNanos();
    }
}
