package org.osfailover.farm.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds an inventory to {@code inventory/environments.schema.json} and says in plain words what is wrong. */
final class InventorySchema {

    private static final String RESOURCE = "/inventory/environments.schema.json";
    private static final Set<String> SECRETS =
            Set.of("password", "passphrase", "privatekey", "privatekeyfile", "secret", "token");

    private final JsonSchema schema;

    InventorySchema() {
        try (InputStream in = InventorySchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the program is incomplete: " + RESOURCE + " is missing");
            }
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(
                            in,
                            SchemaValidatorsConfig.builder()
                                    .pathType(PathType.JSON_POINTER)
                                    .locale(Locale.ROOT)
                                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What of the inventory does not have the right form. */
    List<InventoryProblem> problems(JsonNode root, Positions positions) {
        List<InventoryProblem> problems = new ArrayList<>();
        schema.validate(root).stream()
                .sorted(Comparator.comparing(
                        (ValidationMessage m) -> m.getInstanceLocation().toString()))
                .forEach(message -> problems.add(problem(message, positions)));
        return problems;
    }

    private static InventoryProblem problem(ValidationMessage message, Positions positions) {
        String pointer = message.getInstanceLocation().toString();
        String key = message.getProperty();
        JsonNode value = message.getInstanceNode();
        JsonNode rule = message.getSchemaNode();
        boolean isEmpty = value != null && value.isNull();
        return switch (message.getType()) {
            case "additionalProperties" -> unknownKey(Positions.child(pointer, key), key, message, positions);
            case "required" ->
                at(
                        pointer,
                        positions.value(pointer),
                        "'" + key + "' is missing" + (pointer.isEmpty() ? "" : " here"),
                        "Add '" + key + ":' (docs/inventory.md says what it means)");
            case "type" ->
                isEmpty
                        ? at(pointer, positions.key(pointer), "it has no value", "Give it one, or leave the key out")
                        : at(pointer, positions.value(pointer), "it must be " + kind(rule), typeRemedy(value, rule));
            case "enum" ->
                at(
                        pointer,
                        isEmpty ? positions.key(pointer) : positions.value(pointer),
                        isEmpty ? "it has no value" : "'" + shown(value) + "' is not one of the possible values",
                        "Use one of: " + values(rule));
            case "pattern" ->
                at(
                        pointer,
                        positions.value(pointer),
                        "'" + shown(value) + "' does not have the right form",
                        patternRemedy(pointer));
            case "minimum", "maximum" ->
                at(
                        pointer,
                        positions.value(pointer),
                        shown(value) + " is out of range",
                        "Use " + ("minimum".equals(message.getType()) ? "at least " : "at most ")
                                + (rule == null ? "what the documentation says" : rule.asText()));
            case "minItems" -> at(pointer, positions.value(pointer), "the list is empty", "Describe at least one");
            default ->
                at(
                        pointer,
                        positions.value(pointer),
                        "it is not as it must be (" + message.getMessage() + ")",
                        "See docs/inventory.md");
        };
    }

    private static InventoryProblem unknownKey(
            String pointer, String key, ValidationMessage message, Positions positions) {
        String remedy;
        if (SECRETS.contains(key.toLowerCase(Locale.ROOT))) {
            remedy = "Secrets are never in the inventory: name them with 'credentials:' and set"
                    + " failover.credentials.<name>." + key + " in the program's configuration";
        } else {
            List<String> known = known(message);
            String meant = closest(key, known);
            remedy = (meant == null ? "" : "Did you mean '" + meant + "'? ")
                    + (known.isEmpty() ? "Remove it" : "Known here: " + String.join(", ", known));
        }
        return at(pointer, positions.key(pointer), "'" + key + "' is not known here", remedy);
    }

    /** The keys that the schema knows where the unknown one stands. */
    private static List<String> known(ValidationMessage message) {
        List<String> known = new ArrayList<>();
        JsonNode schemaNode = message.getSchemaLocation() == null ? null : parentOf(message);
        if (schemaNode != null) {
            schemaNode.path("properties").fieldNames().forEachRemaining(known::add);
        }
        return known;
    }

    private static @Nullable JsonNode parentOf(ValidationMessage message) {
        String fragment = message.getSchemaLocation().getFragment().toString();
        int slash = fragment.lastIndexOf('/');
        return slash < 0 ? null : Definitions.ROOT.at(fragment.substring(0, slash));
    }

    static @Nullable String closest(String key, List<String> known) {
        String best = null;
        int bestDistance = (key.length() < 4 ? 1 : Math.max(2, key.length() / 3)) + 1;
        for (String candidate : known) {
            int distance = distance(key.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best;
    }

    /** How many letters differ (Levenshtein). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int above = row[j];
                row[j] = Math.min(
                        Math.min(row[j], row[j - 1]) + 1,
                        diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1));
                diagonal = above;
            }
        }
        return row[other.length()];
    }

    private static String kind(@Nullable JsonNode rule) {
        if (rule == null) {
            return "something else";
        } else if (rule.isArray()) {
            List<String> kinds = new ArrayList<>();
            rule.forEach(one -> kinds.add(kind(one)));
            return String.join(" or ", kinds);
        }
        return switch (rule.asText()) {
            case "string" -> "text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "array" -> "a list (lines that begin with '- ')";
            case "object" -> "a group of 'key: value' lines";
            default -> rule.asText();
        };
    }

    private static String typeRemedy(@Nullable JsonNode value, @Nullable JsonNode rule) {
        if (value != null && value.isValueNode() && rule != null && "string".equals(rule.asText())) {
            return "Put it in quotes: \"" + value.asText() + "\"";
        }
        if (value != null && value.isTextual() && rule != null && !rule.isArray()) {
            return "Write it without quotes, or correct it";
        }
        return "See docs/inventory.md for an example";
    }

    private static String patternRemedy(String pointer) {
        String key = pointer.replaceFirst("/\\d+$", "").replaceFirst("^.*/", "");
        return switch (key) {
            case "hostKey" ->
                "Use 'SHA256:' and 43 characters, as printed by 'ssh-keygen -lf <host key file>.pub' on the"
                        + " server itself";
            case "credentials" ->
                "Use a name of small letters, digits and '-'; the secrets are" + " failover.credentials.<name>.*";
            case "address", "aliases", "host" ->
                "Use a host name or an IP address alone, without scheme, path and spaces";
            case "recoveryTimeTarget" -> "Use an ISO 8601 duration, e.g. PT30M or PT1H30M";
            case "id", "group", "on", "jump" ->
                "Use letters, digits, '.', '_' and '-' (at most 60), beginning with a letter or" + " digit";
            default -> "Give it a value";
        };
    }

    private static String shown(@Nullable JsonNode value) {
        if (value == null) {
            return "";
        }
        String text = value.isValueNode() ? value.asText() : "a list or group";
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    private static String values(@Nullable JsonNode rule) {
        List<String> values = new ArrayList<>();
        if (rule != null) {
            rule.forEach(value -> values.add(value.asText()));
        }
        return String.join(", ", values);
    }

    private static InventoryProblem at(String pointer, Positions.Place place, String problem, String remedy) {
        return new InventoryProblem(Positions.path(pointer), place.line(), place.column(), problem, remedy);
    }

    /** The schema's text as a tree, to look names up. */
    private static final class Definitions {
        private static final JsonNode ROOT = read();

        private static JsonNode read() {
            try (InputStream in = InventorySchema.class.getResourceAsStream(RESOURCE)) {
                return new com.fasterxml.jackson.databind.ObjectMapper().readTree(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
