package org.osfailover.remote;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Windows PowerShell's CLIXML on standard error, as the text that it stands for. Started with {@code -EncodedCommand},
 * PowerShell 5.1 serialises its error, warning and progress streams there ({@code #< CLIXML} and one XML document a
 * stream).
 */
final class Clixml {

    private static final String HEADER = "#< CLIXML";
    private static final Pattern DOCUMENT = Pattern.compile(
            Pattern.quote(HEADER) + "\\s*|<Objs\\b[^>]*>(.*?)(?:</Objs>[ \\t]*\\r?\\n?|\\z)", Pattern.DOTALL);
    private static final Pattern LINE = Pattern.compile("<S S=\"([A-Za-z]+)\">(.*?)</S>", Pattern.DOTALL);
    private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");

    private Clixml() {}

    /** The readable text; what is not CLIXML stays as it is. */
    static String toText(String error) {
        if (!error.contains(HEADER)) {
            return error;
        }
        StringBuilder text = new StringBuilder();
        Matcher documents = DOCUMENT.matcher(error);
        while (documents.find()) {
            String objects = documents.group(1);
            documents.appendReplacement(text, Matcher.quoteReplacement(objects == null ? "" : lines(objects)));
        }
        documents.appendTail(text);
        return text.toString();
    }

    private static String lines(String objects) {
        StringBuilder text = new StringBuilder();
        Matcher lines = LINE.matcher(objects);
        while (lines.find()) {
            String stream = lines.group(1);
            if (!"Error".equals(stream)) {
                text.append(stream.toUpperCase(java.util.Locale.ROOT)).append(": ");
            }
            text.append(unescape(lines.group(2)));
            if (!text.toString().endsWith("\n")) {
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static String unescape(String value) {
        StringBuilder text = new StringBuilder();
        Matcher escaped = ESCAPED.matcher(value.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&"));
        while (escaped.find()) {
            String character = Character.toString((char) Integer.parseInt(escaped.group(1), 16));
            escaped.appendReplacement(text, Matcher.quoteReplacement(character));
        }
        escaped.appendTail(text);
        return text.toString().replace("\r\n", "\n");
    }
}
