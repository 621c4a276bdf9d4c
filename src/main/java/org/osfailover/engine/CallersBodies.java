package org.osfailover.engine;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * What a caller sends, before anything looks into it: JSON, in an encoding that is said or told for sure, with nothing
 * in it that the database can't keep. Behind it, a body is UTF-8. What can't be understood in one way only is refused
 * with a sentence, in the form of the API that was called, and never reaches a record garbled.
 */
class CallersBodies extends OncePerRequestFilter {

    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS");
    private static final int MAX_BODY = 16 * 1024 * 1024;
    private static final String NOTHING_DONE = " Nothing was done.";

    private final ObjectMapper json = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    /** A body that is refused; the message is the sentence. */
    static final class RefusedBodyException extends Exception {
        final int status;

        RefusedBodyException(int status, String sentence) {
            super(sentence + NOTHING_DONE);
            this.status = status;
        }
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpServletRequest understood;
        try {
            if (holdsNul(request.getRequestURI()) || holdsNul(request.getQueryString())) {
                throw new RefusedBodyException(400, "The address holds a NUL character (%00): leave it out.");
            }
            understood = WITHOUT_BODY.contains(request.getMethod()) ? request : understood(request);
        } catch (RefusedBodyException e) {
            refuse(request, response, e);
            return;
        }
        chain.doFilter(understood, response);
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, RefusedBodyException refusal)
            throws IOException {
        String sentence = String.valueOf(refusal.getMessage());
        if (request.getServletPath().startsWith("/api")) {
            Answers.problem(response, refusal.status, sentence);
        } else {
            Answers.engineError(response, refusal.status, "InvalidRequestException", sentence);
        }
    }

    private static boolean holdsNul(String address) {
        return address != null && address.contains("%00");
    }

    private HttpServletRequest understood(HttpServletRequest request) throws IOException, RefusedBodyException {
        String type = request.getContentType() == null ? "" : request.getContentType();
        String plain = type.toLowerCase(Locale.ROOT);
        if (plain.startsWith("multipart/") || plain.startsWith("application/x-www-form-urlencoded")) {
            return request;
        }
        if (request.getContentLengthLong() > MAX_BODY) {
            throw tooLarge();
        }
        byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw tooLarge();
        }
        if (body.length == 0) {
            return new RequestWithBody(request, body);
        }
        if (!plain.matches("application/(?:[a-z0-9.+-]+\\+)?json\\s*(?:;.*)?")) {
            throw new RefusedBodyException(
                    415,
                    "A body must be JSON and say so with the header Content-Type: application/json; charset=utf-8 (it"
                            + " says " + (type.isEmpty() ? "nothing" : "'" + type + "'") + ").");
        }
        String text = BodyText.decode(body, type);
        try {
            check("", json.readTree(text));
        } catch (JsonProcessingException e) {
            throw new RefusedBodyException(
                    400, "The request is not valid JSON (" + e.getOriginalMessage() + ", line " + line(e) + ").");
        }
        return new RequestWithBody(request, text.getBytes(StandardCharsets.UTF_8), "application/json;charset=UTF-8");
    }

    private static int line(JsonProcessingException e) {
        return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
    }

    private static RefusedBodyException tooLarge() {
        return new RefusedBodyException(413, "The request is larger than " + MAX_BODY / 1024 / 1024 + " MiB.");
    }

    private static void check(String where, JsonNode node) throws RefusedBodyException {
        if (node.isTextual()) {
            checkText(where, node.textValue());
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = where.isEmpty() ? field.getKey() : where + "." + field.getKey();
            checkText("a name in " + (where.isEmpty() ? "the request" : where), field.getKey());
            check(name, field.getValue());
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                check(where + "[" + i + "]", node.get(i));
            }
        }
    }

    /** NUL, other control characters than blanks and line breaks, and halves of surrogate pairs. */
    private static void checkText(String where, String text) throws RefusedBodyException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            boolean control = c < ' ' && c != '\n' && c != '\r' && c != '\t';
            if (control || Character.isSurrogate(c)) {
                throw new RefusedBodyException(
                        400,
                        "'" + where + "' holds, as character " + (i + 1) + ", "
                                + (control ? "a control character" : "half of a surrogate pair")
                                + String.format(Locale.ROOT, " (U+%04X)", (int) c)
                                + ", which can't be kept on record: leave it out.");
            }
        }
    }
}
