package org.osfailover.farm.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.osfailover.farm.inventory.Positions.Place;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A YAML text as a JSON tree that knows where everything stands. Duplicate keys are problems. */
final class YamlDocument {

    /** Deeper than any inventory; guards against anchors that contain themselves. */
    private static final int DEEPEST = 50;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Positions positions = new Positions();
    private final List<InventoryProblem> problems;

    private YamlDocument(List<InventoryProblem> problems) {
        this.problems = problems;
    }

    /** The tree and the places of its parts. */
    record Parsed(JsonNode root, Positions positions) {}

    /** Reads a text; empty where it is no YAML. What is wrong is added to the problems. */
    static Optional<Parsed> parse(String text, List<InventoryProblem> problems) {
        YamlDocument document = new YamlDocument(problems);
        try {
            Optional<Node> root = new Compose(LoadSettings.builder()
                            .setLabel("inventory")
                            .setSchema(new CoreSchema())
                            .build())
                    .composeString(text);
            if (root.isEmpty()) {
                document.add("", Place.START, "the file is empty", "Describe at least one environment in it");
                return Optional.empty();
            }
            JsonNode json = document.json("", root.get(), 0);
            return Optional.of(new Parsed(json, document.positions));
        } catch (MarkedYamlEngineException e) {
            document.add(
                    "",
                    Place.of(e.getProblemMark()),
                    "this is no valid YAML: " + e.getProblem(),
                    "Check the indentation (spaces, no tabs), the colons and the quotes around here");
        } catch (YamlEngineException e) {
            document.add("", Place.START, "this is no valid YAML: " + e.getMessage(), "Check the file");
        }
        return Optional.empty();
    }

    private JsonNode json(String pointer, Node node, int depth) {
        positions.value(pointer, node);
        if (depth > DEEPEST) {
            add(
                    pointer,
                    Place.of(node.getStartMark()),
                    "this is nested too deeply",
                    "Don't let anchors contain themselves");
            return JSON.nullNode();
        }
        if (node instanceof MappingNode mapping) {
            return object(pointer, mapping, depth);
        } else if (node instanceof SequenceNode sequence) {
            ArrayNode array = JSON.arrayNode();
            for (Node item : sequence.getValue()) {
                array.add(json(Positions.child(pointer, Integer.toString(array.size())), item, depth + 1));
            }
            return array;
        } else if (node instanceof ScalarNode scalar) {
            return scalar(pointer, scalar);
        }
        return JSON.nullNode();
    }

    private ObjectNode object(String pointer, MappingNode mapping, int depth) {
        ObjectNode object = JSON.objectNode();
        for (NodeTuple entry : mapping.getValue()) {
            Node keyNode = entry.getKeyNode();
            if (!(keyNode instanceof ScalarNode keyScalar)) {
                add(pointer, Place.of(keyNode.getStartMark()), "a key must be a single word", "Correct the key");
                continue;
            }
            String key = keyScalar.getValue();
            String child = Positions.child(pointer, key);
            if (object.has(key)) {
                add(
                        child,
                        Place.of(keyNode.getStartMark()),
                        "'" + key + "' is here a second time (first in line "
                                + positions.key(child).line() + ")",
                        "Keep one of the two");
                continue;
            }
            positions.key(child, keyNode);
            object.set(key, json(child, entry.getValueNode(), depth + 1));
        }
        return object;
    }

    private JsonNode scalar(String pointer, ScalarNode scalar) {
        String value = scalar.getValue();
        Tag tag = scalar.getTag();
        if (Tag.STR.equals(tag)) {
            return JSON.textNode(value);
        } else if (Tag.BOOL.equals(tag)) {
            return JSON.booleanNode(Boolean.parseBoolean(value));
        } else if (Tag.NULL.equals(tag)) {
            return JSON.nullNode();
        } else if (Tag.INT.equals(tag) || Tag.FLOAT.equals(tag)) {
            return number(value);
        }
        add(pointer, Place.of(scalar.getStartMark()), "the tag " + tag + " is not known", "Write the plain value");
        return JSON.nullNode();
    }

    /** A number that is written as numbers are; anything else ("0123", "1e3") stays the text that it is. */
    private static JsonNode number(String value) {
        try {
            BigDecimal number = new BigDecimal(value);
            if (number.toPlainString().equals(value)) {
                return number.scale() == 0 ? JSON.numberNode(number.toBigIntegerExact()) : JSON.numberNode(number);
            }
        } catch (NumberFormatException e) {
            return JSON.textNode(value);
        }
        return JSON.textNode(value);
    }

    private void add(String pointer, Place place, String problem, String remedy) {
        problems.add(new InventoryProblem(Positions.path(pointer), place.line(), place.column(), problem, remedy));
    }
}
