package org.osfailover.it;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osfailover.it.RunningProgram.Answer;

/** Somebody logged in to Camunda's web applications, as a browser is: by session, with the token against forgery. */
final class WebSession {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As behind a proxy that ends TLS: what is only for TLS is sent, too. */
    private final CookieManager cookies = new CookieManager() {
        @Override
        public void put(URI uri, Map<String, List<String>> headers) throws IOException {
            Map<String, List<String>> plain = new HashMap<>(headers);
            plain.replaceAll((name, values) -> values.stream()
                    .map(value -> name.equalsIgnoreCase("Set-Cookie") ? value.replaceAll("(?i);\\s*secure", "") : value)
                    .toList());
            super.put(uri, plain);
        }
    };

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(cookies).build();
    private final RunningProgram program;

    private WebSession(RunningProgram program) {
        this.program = program;
    }

    static WebSession of(RunningProgram program, String user) {
        WebSession session = new WebSession(program);
        session.send("GET", "/camunda/app/welcome/default/", null, "application/json");
        Answer login = session.send(
                "POST",
                "/camunda/api/admin/auth/user/default/login/tasklist",
                "username=" + user + "&password=" + user + "-secret",
                "application/x-www-form-urlencoded");
        if (login.status() != 200) {
            throw new AssertionError("not logged in: " + login);
        }
        session.send("GET", "/camunda/app/welcome/default/", null, "application/json");
        return session;
    }

    /** A browser that nobody has logged in with; it has the token, since every page gives it. */
    static WebSession anonymous(RunningProgram program) {
        WebSession session = new WebSession(program);
        session.send("GET", "/camunda/app/welcome/default/", null, "application/json");
        return session;
    }

    Answer send(String method, String path, @Nullable Object body) {
        return send(method, path, body, "application/json");
    }

    private Answer send(String method, String path, @Nullable Object body, String contentType) {
        try {
            String content = body == null ? "" : body instanceof String text ? text : JSON.writeValueAsString(body);
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(program.url(path)))
                    .header("Content-Type", contentType)
                    .header("Accept", method.equals("GET") ? "*/*" : "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(content));
            cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                    .map(HttpCookie::getValue)
                    .findFirst()
                    .ifPresent(token -> request.header("X-XSRF-TOKEN", token));
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
