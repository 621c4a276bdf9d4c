package org.osfailover.lab.servicecenter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One request to a simulated web server, and the ways to answer it. */
final class WebRequest {

    /** Larger than anything that Service Center is sent here. */
    private static final int LARGEST_BODY = 4_000_000;

    private final HttpExchange exchange;

    WebRequest(HttpExchange exchange) {
        this.exchange = exchange;
    }

    /** The path, in lower case: the real web server does not tell cases apart. */
    String path() {
        return exchange.getRequestURI().getPath().toLowerCase(Locale.ROOT);
    }

    boolean isPost() {
        return exchange.getRequestMethod().equals("POST");
    }

    boolean asksForDescription() {
        return "wsdl".equalsIgnoreCase(exchange.getRequestURI().getQuery());
    }

    /** A header's value; empty where there is none. */
    String header(String name) {
        @Nullable String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value.strip();
    }

    byte[] body() throws IOException {
        return exchange.getRequestBody().readNBytes(LARGEST_BODY);
    }

    /** The address that was called, without its query. */
    String url() {
        String host = header("Host");
        return (exchange instanceof HttpsExchange ? "https://" : "http://")
                + (host.isEmpty() ? "localhost" : host)
                + exchange.getRequestURI().getPath();
    }

    void answer(int status, String mediaType, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", mediaType + "; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "private, max-age=0");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** A web server's own page. */
    void answerPage(int status, String title, String sentence) throws IOException {
        answer(
                status,
                "text/html",
                "<!DOCTYPE html><html><head><title>" + XmlText.escaped(title) + "</title></head><body><h1>"
                        + XmlText.escaped(title) + "</h1><p>" + XmlText.escaped(sentence) + "</p></body></html>");
    }

    /** Ends the connection without a word. */
    void hangUp() {
        exchange.close();
    }
}
