package org.osfailover.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers that filters give instead of the resource: problem details for our own API, the engine's form for its own. */
final class Answers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Answers() {}

    /** RFC 9457. */
    static void problem(HttpServletResponse response, int status, String sentence) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("status", status);
        body.put("detail", sentence);
        write(response, status, "application/problem+json", body);
    }

    /** As engine-rest words its errors: {@code type} and {@code message}. */
    static void engineError(HttpServletResponse response, int status, String type, String sentence) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", type);
        body.put("message", sentence);
        write(response, status, "application/json", body);
    }

    private static void write(HttpServletResponse response, int status, String contentType, Map<String, Object> body)
            throws IOException {
        byte[] bytes = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(contentType);
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
        response.flushBuffer();
    }
}
