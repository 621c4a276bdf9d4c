package org.osfailover.lab.windows;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Changes one setting in the text of {@code server.hsconf} and leaves everything else as it is. */
final class HsconfText {

    private HsconfText() {}

    /** Answers null where the text has no such setting. */
    static @Nullable String with(String text, String section, String setting, String value) {
        Pattern pattern = Pattern.compile(
                "(<" + section + "[^>]*>.*?<" + setting + "[^>]*>)([^<]*)(</" + setting + ">)", Pattern.DOTALL);
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            return null;
        }
        String escaped = value.replace("&", "&amp;").replace("<", "&lt;");
        return matcher.replaceFirst("$1" + Matcher.quoteReplacement(escaped) + "$3");
    }
}
