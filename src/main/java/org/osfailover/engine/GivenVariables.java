package org.osfailover.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The body of a start or a completion as the engine's REST API takes it: {@code {"variables": {"mode": {"value":
 * "PLANNED", "type": "String"}}}}. What the engine would answer with its own parser's words, or as its own failure, is a
 * problem said here in a sentence.
 */
final class GivenVariables {

    private static final String NOTHING_DONE = " Nothing was done.";
    private static final String FILE = "file";
    private static final String DATE = "date";

    /** The engine's value types that need no classes of ours; who takes the variable says which of them it must be. */
    private static final Set<String> TYPES =
            Set.of("string", "boolean", DATE, FILE, "bytes", "null", "integer", "long", "short", "double", "number");

    private final JsonNode body;
    private boolean changed;

    GivenVariables(JsonNode body) {
        this.body = body;
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        body.path("variables").fieldNames().forEachRemaining(names::add);
        return names;
    }

    void check(List<String> problems) {
        JsonNode variables = body.path("variables");
        if (!body.isObject() || !(variables.isObject() || variables.isNull() || variables.isMissingNode())) {
            problems.add("The request must be a JSON object with an object 'variables' in it:"
                    + " {\"variables\": {\"name\": {\"value\": …, \"type\": …}}}." + NOTHING_DONE);
            return;
        }
        for (Map.Entry<String, JsonNode> variable : variables.properties()) {
            check(variable.getKey(), variable.getValue(), problems);
        }
    }

    /** Whether a date had to be written as the engine reads it: then the body is another one than the caller sent. */
    boolean hasChanged() {
        return changed;
    }

    private void checkDate(String name, ObjectNode variable, List<String> problems) {
        JsonNode value = variable.path("value");
        if (value.isNull() || value.isMissingNode()) {
            return;
        }
        if (value.isTextual() && value.asText().isBlank()) {
            variable.putNull("value");
            changed = true;
            return;
        }
        Optional<String> date = value.isTextual() ? GivenDate.forEngine(value.asText()) : Optional.empty();
        if (date.isEmpty()) {
            String shown = value.isTextual() ? value.asText() : value.toString();
            problems.add("'" + name + "' is no point in time that exists: '"
                    + shown.substring(0, Math.min(shown.length(), 60)) + "'. Give " + GivenDate.WANTED + "."
                    + NOTHING_DONE);
        } else if (!date.get().equals(value.asText())) {
            variable.put("value", date.get());
            changed = true;
        }
    }

    private void check(String name, JsonNode variable, List<String> problems) {
        JsonNode type = variable.path("type");
        if (!variable.isObject() || !(type.isTextual() || type.isNull() || type.isMissingNode())) {
            problems.add("'" + name + "' must be given as {\"value\": …, \"type\": …}." + NOTHING_DONE);
            return;
        }
        String lower = type.asText("null").toLowerCase(Locale.ROOT);
        if (!TYPES.contains(lower)) {
            problems.add("'" + name + "' has the type '" + type.asText()
                    + "', which nothing here takes: give a String, Boolean, Date or File." + NOTHING_DONE);
        } else if (DATE.equals(lower) && variable instanceof ObjectNode object) {
            checkDate(name, object, problems);
        } else if (FILE.equals(lower)
                && !(variable.path("value").isTextual()
                        && variable.path("valueInfo").path("filename").isTextual())) {
            problems.add("'" + name
                    + "' is a file without a content or a name: give {\"value\": \"<base64>\", \"type\": \"File\","
                    + " \"valueInfo\": {\"filename\": \"…\"}}." + NOTHING_DONE);
        }
    }
}
