package org.osfailover.servicecenter.soap;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text that was written for a web page. */
final class HtmlText {

    private static final Pattern MARKUP = Pattern.compile(
            "<(?:!doctype html|html|body|div|p|br|hr|ul|ol|li|table|tr|td|span|b|i|strong|em|font|a)(?:\\s[^<>]*)?/?>",
            Pattern.CASE_INSENSITIVE);

    /** Where a line begins; its class may say what kind of message it is. */
    private static final Pattern LINE_BEGIN =
            Pattern.compile("<(?:br|hr|p|div|li|tr|ul|ol|table)(\\s[^<>]*)?/?>", Pattern.CASE_INSENSITIVE);

    private static final Pattern KIND =
            Pattern.compile("class\\s*=\\s*[\"'][^\"']*?(error|warning|info)[^\"']*[\"']", Pattern.CASE_INSENSITIVE);

    private static final Pattern TAG = Pattern.compile("<[^<>]{1,1000}>");
    private static final Pattern ENTITY = Pattern.compile("&(#\\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});");

    private static final Map<String, String> NAMED = Map.of(
            "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ", "ndash", "-", "mdash", "-", "hellip", "...",
            "amp", "&");

    private HtmlText() {}

    static boolean isMarkup(String text) {
        return MARKUP.matcher(text).find();
    }

    /** Its text, a line a block; a block's kind (error, warning, info) goes before its text. */
    static String lines(String markup) {
        String begun = LINE_BEGIN
                .matcher(markup.replaceAll("\\s*[\\r\\n]+\\s*", " "))
                .replaceAll(match -> {
                    String attributes = match.group(1) == null ? "" : match.group(1);
                    Matcher kind = KIND.matcher(attributes);
                    return "\n" + (kind.find() ? kind.group(1).toLowerCase(Locale.ROOT) + ": " : "");
                });
        return unescaped(TAG.matcher(begun).replaceAll(""));
    }

    /** On one line, where it is markup; else only its entities are replaced. */
    static String plain(String text) {
        return isMarkup(text)
                ? unescaped(TAG.matcher(text).replaceAll(" "))
                        .replaceAll("\\s+", " ")
                        .strip()
                : unescaped(text);
    }

    /** With its entities replaced by what they stand for; one that is not known stays. */
    static String unescaped(String text) {
        return ENTITY.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(character(match.group(1), match.group())));
    }

    private static String character(String name, String otherwise) {
        if (!name.startsWith("#")) {
            return NAMED.getOrDefault(name.toLowerCase(Locale.ROOT), otherwise);
        }
        boolean hexadecimal = name.toLowerCase(Locale.ROOT).startsWith("#x");
        int code = Integer.parseInt(name.substring(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10);
        return Character.isValidCodePoint(code) ? Character.toString(code) : otherwise;
    }
}
