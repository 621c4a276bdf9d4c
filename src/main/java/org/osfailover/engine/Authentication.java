package org.osfailover.engine;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.webapp.impl.security.auth.AuthenticationUtil;
import org.camunda.bpm.webapp.impl.security.auth.UserAuthentication;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Who is asking. engine-rest takes HTTP basic with the engine's users; our own paths take that or the session of
 * Camunda's web applications (so that forms and pages just work), with a check of the origin where something changes.
 */
class Authentication extends OncePerRequestFilter {

    /** Request attribute: the user's id. */
    static final String USER = "osfailover.user";
    /** Request attribute: the ids of the user's groups. */
    static final String GROUPS = "osfailover.groups";

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final long SESSION_CHECK_MILLIS = 60_000;

    private final ProcessEngine engine;
    private final FailedLogins failedLogins;
    private final PublicUrls publicUrls;
    private final boolean sessionsToo;

    Authentication(ProcessEngine engine, FailedLogins failedLogins, PublicUrls publicUrls, boolean sessionsToo) {
        this.engine = engine;
        this.failedLogins = failedLogins;
        this.publicUrls = publicUrls;
        this.sessionsToo = sessionsToo;
    }

    /** A user and a password, as HTTP basic sends them. */
    private record Login(String user, String password) {}

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Login> login = basicAuthentication(request);
        String client = request.getRemoteAddr();
        Optional<Instant> locked = login.flatMap(given -> failedLogins.lockedUntil(client, given.user()));
        if (login.isPresent() && locked.isPresent()) {
            response.setHeader("Retry-After", Long.toString(failedLogins.secondsUntil(locked.get())));
            Answers.problem(
                    response, 429, failedLogins.sentence(client, login.get().user(), locked.get()));
            return;
        }
        String user =
                login.isPresent() && isRight(client, login.get()) ? login.get().user() : null;
        List<String> groups;
        List<String> tenants;
        if (user != null) {
            groups = AuthenticationUtil.getGroupsOfUser(engine, user);
            tenants = AuthenticationUtil.getTenantsOfUser(engine, user);
        } else {
            UserAuthentication session = sessionsToo ? userOfSession(request) : null;
            if (session == null) {
                refuseAnonymous(request, response);
                return;
            }
            if (!READING.contains(request.getMethod()) && !publicUrls.isOurs(request)) {
                Answers.problem(
                        response,
                        403,
                        "The request comes from another site; open the page anew from this server. Behind a proxy, an"
                                + " administrator sets failover.public-url to what browsers call this server.");
                return;
            }
            user = session.getIdentityId();
            groups = session.getGroupIds();
            tenants = session.getTenantIds();
        }
        IdentityService identities = engine.getIdentityService();
        try {
            identities.setAuthentication(user, groups, tenants);
            request.setAttribute(USER, user);
            request.setAttribute(GROUPS, List.copyOf(groups));
            chain.doFilter(request, response);
        } finally {
            identities.clearAuthentication();
        }
    }

    private void refuseAnonymous(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String accept = request.getHeader("Accept");
        boolean aPersonLooks = sessionsToo
                && "GET".equals(request.getMethod())
                && request.getHeader("Authorization") == null
                && accept != null
                && accept.contains("text/html");
        if (aPersonLooks) {
            response.sendRedirect(request.getContextPath() + "/camunda/app/welcome/default/#!/login");
            return;
        }
        if (sessionsToo && asksFromAPage(request)) {
            Answers.problem(
                    response,
                    401,
                    "You are logged out. Log in again in another tab, then try again here:"
                            + " what you have typed stays.");
            return;
        }
        response.setHeader("WWW-Authenticate", "Basic realm=\"OutSystems failover\", charset=\"UTF-8\"");
        Answers.problem(response, 401, "Log in with a user of the process engine (HTTP basic).");
    }

    /** The script of a form or a page: a challenge would put the browser's own login box before the person. */
    private static boolean asksFromAPage(HttpServletRequest request) {
        String mode = request.getHeader("Sec-Fetch-Mode");
        return request.getHeader("Authorization") == null
                && ((mode != null && !"navigate".equals(mode))
                        || "XMLHttpRequest".equals(request.getHeader("X-Requested-With")));
    }

    private static Optional<Login> basicAuthentication(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        String decoded;
        try {
            decoded = new String(Base64.getDecoder().decode(header.substring(6).trim()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
        int colon = decoded.indexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        if (decoded.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        return Optional.of(new Login(decoded.substring(0, colon), decoded.substring(colon + 1)));
    }

    private boolean checked(Login login) {
        for (int attempt = 1; ; attempt++) {
            try {
                return engine.getIdentityService().checkPassword(login.user(), login.password());
            } catch (OptimisticLockingException counting) {
                // the engine counts failures in the user's row, and somebody else has just written there
                if (attempt == 3) {
                    throw counting;
                }
            }
        }
    }

    private boolean isRight(String client, Login login) {
        boolean right = checked(login);
        if (right) {
            failedLogins.succeeded(client, login.user());
        } else {
            failedLogins.failed(client, login.user(), login.password());
        }
        return right;
    }

    private @Nullable UserAuthentication userOfSession(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null) {
            return null;
        }
        var authentications = AuthenticationUtil.getAuthsFromSession(session);
        AuthenticationUtil.updateCache(authentications, session, SESSION_CHECK_MILLIS);
        return authentications.getAuthenticationForProcessEngine(engine.getName()) instanceof UserAuthentication user
                ? user
                : null;
    }
}
