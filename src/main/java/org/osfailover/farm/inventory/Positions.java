package org.osfailover.farm.inventory;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Where in the text each value, and each key, stands. By JSON pointer ({@code /environments/0/id}). */
final class Positions {

    /** A place in the text, counted from 1. */
    record Place(int line, int column) {
        static final Place NONE = new Place(0, 0);
        static final Place START = new Place(1, 1);

        static Place of(Optional<Mark> mark) {
            return mark.map(m -> new Place(m.getLine() + 1, m.getColumn() + 1)).orElse(START);
        }
    }

    private final Map<String, Place> values = new HashMap<>();
    private final Map<String, Place> keys = new HashMap<>();

    void value(String pointer, Node node) {
        values.put(pointer, Place.of(node.getStartMark()));
    }

    void key(String pointer, Node node) {
        keys.put(pointer, Place.of(node.getStartMark()));
    }

    /** The value's place; the nearest enclosing value's where it has none. */
    Place value(String pointer) {
        return find(values, pointer);
    }

    /** The key's place; the value's where it has no key. */
    Place key(String pointer) {
        Place place = keys.get(pointer);
        return place != null ? place : value(pointer);
    }

    private static Place find(Map<String, Place> places, String pointer) {
        String at = pointer;
        while (true) {
            Place place = places.get(at);
            if (place != null) {
                return place;
            }
            int slash = at.lastIndexOf('/');
            if (slash < 0) {
                return Place.START;
            }
            at = at.substring(0, slash);
        }
    }

    /** A child's pointer. */
    static String child(String pointer, String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    /** As people read it: {@code environments[0].servers[1].ssh.port}. */
    static String path(String pointer) {
        StringBuilder path = new StringBuilder();
        for (String part : pointer.split("/", -1)) {
            String key = part.replace("~1", "/").replace("~0", "~");
            if (key.isEmpty()) {
                continue;
            }
            if (key.chars().allMatch(c -> c >= '0' && c <= '9')) {
                path.append('[').append(key).append(']');
            } else {
                path.append(path.length() == 0 ? "" : ".").append(key);
            }
        }
        return path.toString();
    }
}
