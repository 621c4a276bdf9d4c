package org.osfailover.platform.dotnet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.RefusalCode;

/**
 * What one of our scripts answered: one line of JSON behind a marker. Banners before it and noise after it are stepped
 * over; line breaks that a console folded into it are taken out (the JSON itself has none).
 */
sealed interface ScriptAnswer {

    /** It did its work. */
    record Done(JsonNode json) implements ScriptAnswer {}

    /** It says why it did not. */
    record Failed(RefusalCode code, String message) implements ScriptAnswer {}

    /** There is no answer in what came, or not a whole one. */
    record Garbage(String sentence) implements ScriptAnswer {}

    String MARKER = "OSFAILOVER:";
    int TAIL = 300;

    static ScriptAnswer of(String output, String error) {
        int at = output.lastIndexOf(MARKER);
        if (at < 0) {
            return new Garbage("the server did not answer as our script does; " + tail(output, error));
        }
        String json = output.substring(at + MARKER.length()).replaceAll("[\\r\\n]", "");
        JsonNode node;
        try {
            node = Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return new Garbage("the server's answer is cut off or damaged; " + tail(output, error));
        }
        if (node == null || !node.isObject()) {
            return new Garbage("the server's answer is not what our script writes; " + tail(output, error));
        }
        Optional<String> code = text(node, "error");
        if (code.isPresent()) {
            String message = text(node, "message").orElse("no message");
            String printed = text(node, "output")
                    .filter(o -> !o.isBlank())
                    .map(o -> "; it printed: " + last(o))
                    .orElse("");
            return new Failed(refusal(code.get()), message + printed);
        }
        return new Done(node);
    }

    /** A field's text; empty where it is missing, null or blank. */
    static Optional<String> text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        return value == null
                        || value.isNull()
                        || value.isContainerNode()
                        || value.asText().isBlank()
                ? Optional.empty()
                : Optional.of(value.asText());
    }

    /** An array's texts, with commas between; empty where it is missing. */
    static String list(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(n -> texts.add(n.asText()));
        return String.join(", ", texts);
    }

    /** The end of a text, as one line. */
    static String last(@Nullable String text) {
        String line = text == null ? "" : text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " | ");
        return line.length() <= TAIL ? line : "..." + line.substring(line.length() - TAIL);
    }

    private static String tail(String output, String error) {
        if (output.isBlank() && error.isBlank()) {
            return "it answered nothing at all";
        }
        String printed = output.isBlank() ? "" : "it printed: " + last(output);
        String complained = error.isBlank() ? "" : "on standard error: " + last(error);
        return printed + (printed.isEmpty() || complained.isEmpty() ? "" : "; ") + complained;
    }

    private static RefusalCode refusal(String code) {
        for (RefusalCode known : RefusalCode.values()) {
            if (known.name().equals(code)) {
                return known;
            }
        }
        return RefusalCode.COMMAND_FAILED;
    }

    /** Reads the first value and leaves what follows it. */
    final class Json {
        static final JsonMapper MAPPER = JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();

        private Json() {}
    }
}
