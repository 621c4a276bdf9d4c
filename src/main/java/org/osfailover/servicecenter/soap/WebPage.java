package org.osfailover.servicecenter.soap;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osfailover.servicecenter.soap.HttpResult.Response;

/**
 * An answer seen as a web page: whether it is one, and what it is about.
 *
 * @param start the beginning of its text
 */
record WebPage(String start) {

    private static final int BEGINNING = 64 * 1024;
    private static final Pattern TITLE = Pattern.compile("<title[^>]*>\\s*([^<]{1,200})", Pattern.CASE_INSENSITIVE);
    private static final Pattern PASSWORD = Pattern.compile("type\\s*=\\s*[\"']?password", Pattern.CASE_INSENSITIVE);
    private static final Pattern CHARSET =
            Pattern.compile("charset\\s*=\\s*[\"']?([A-Za-z0-9._:-]+)", Pattern.CASE_INSENSITIVE);

    static WebPage of(Response response) {
        byte[] body = response.body();
        Charset charset = charset(response.headers().firstValue("Content-Type").orElse(""))
                .orElse(StandardCharsets.UTF_8);
        String text = new String(body, 0, Math.min(body.length, BEGINNING), charset);
        return new WebPage(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    /** The character set that a content type names; empty where it names none that is known. */
    static Optional<Charset> charset(String contentType) {
        Matcher matcher = CHARSET.matcher(contentType);
        try {
            return matcher.find() ? Optional.of(Charset.forName(matcher.group(1))) : Optional.empty();
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }

    boolean isPage() {
        String text = start.stripLeading().toLowerCase(Locale.ROOT);
        return text.startsWith("<!doctype html") || text.startsWith("<html");
    }

    boolean asksForLogin() {
        return PASSWORD.matcher(start).find();
    }

    /** Its title, in quotes and parentheses; empty where there is none. */
    String named() {
        Matcher title = TITLE.matcher(start);
        return title.find() ? " (\"" + title.group(1).strip() + "\")" : "";
    }
}
