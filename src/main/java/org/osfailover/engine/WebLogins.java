package org.osfailover.engine;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/** The log-in of Camunda's web applications, with the same brake on guessing as HTTP basic: {@link FailedLogins}. */
class WebLogins extends OncePerRequestFilter {

    private static final int LARGEST_FORM = 16 * 1024;

    private final FailedLogins failedLogins;

    WebLogins(FailedLogins failedLogins) {
        this.failedLogins = failedLogins;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !"POST".equals(request.getMethod())
                || !request.getRequestURI().matches("/camunda/api/admin/auth/user/[^/]+/login/[^/]+");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        byte[] form = request.getInputStream().readNBytes(LARGEST_FORM);
        String client = request.getRemoteAddr();
        String user = field(form, "username");
        Optional<Instant> locked = failedLogins.lockedUntil(client, user);
        if (user.indexOf('\0') >= 0) {
            Answers.engineError(response, 401, "LoginException", "There is no such user.");
            return;
        }
        if (locked.isPresent()) {
            response.setHeader("Retry-After", Long.toString(failedLogins.secondsUntil(locked.get())));
            Answers.engineError(response, 429, "LoginException", failedLogins.sentence(client, user, locked.get()));
            return;
        }
        chain.doFilter(new RequestWithBody(request, form), response);
        if (response.getStatus() == HttpServletResponse.SC_UNAUTHORIZED) {
            failedLogins.failed(client, user, field(form, "password"));
        } else if (response.getStatus() < 300) {
            failedLogins.succeeded(client, user);
        }
    }

    private static String field(byte[] form, String name) {
        return Arrays.stream(new String(form, StandardCharsets.UTF_8).split("&", -1))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> decoded(pair.substring(name.length() + 1)))
                .findFirst()
                .orElse("");
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return value;
        }
    }
}
