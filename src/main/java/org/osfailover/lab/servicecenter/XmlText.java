package org.osfailover.lab.servicecenter;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes XML, element by element. Every text and attribute is escaped here and nowhere else. */
final class XmlText {

    private final StringBuilder text = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    XmlText declaration() {
        text.append("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
        return this;
    }

    /** Opens an element; attributes are name, value, name, value … */
    XmlText open(String name, String... attributes) {
        tag(name, attributes);
        text.append('>');
        open.push(name);
        return this;
    }

    XmlText close() {
        text.append("</").append(open.pop()).append('>');
        return this;
    }

    XmlText empty(String name, String... attributes) {
        tag(name, attributes);
        text.append(" />");
        return this;
    }

    XmlText element(String name, String content, String... attributes) {
        if (content.isEmpty()) {
            return empty(name, attributes);
        }
        open(name, attributes);
        text.append(escaped(content));
        return close();
    }

    private void tag(String name, String... attributes) {
        text.append('<').append(name);
        for (int i = 0; i + 1 < attributes.length; i += 2) {
            text.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escaped(attributes[i + 1]))
                    .append('"');
        }
    }

    /** Escapes for XML and HTML alike; what XML does not allow at all becomes a question mark. */
    static String escaped(String raw) {
        StringBuilder escaped = new StringBuilder(raw.length() + 16);
        raw.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case '\t', '\n', '\r' -> escaped.appendCodePoint(c);
                default -> escaped.appendCodePoint(isXmlCharacter(c) ? c : '?');
            }
        });
        return escaped.toString();
    }

    private static boolean isXmlCharacter(int c) {
        return c >= 0x20 && (c < 0xD800 || c > 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("Not closed: " + open);
        }
        return text.toString();
    }
}
