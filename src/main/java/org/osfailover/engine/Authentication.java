package org.osfailover.engine;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
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
    private final boolean sessionsToo;

    Authentication(ProcessEngine engine, boolean sessionsToo) {
        this.engine = engine;
        this.sessionsToo = sessionsToo;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String user = userOfBasicAuthentication(request);
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
            if (!READING.contains(request.getMethod()) && !isOfSameOrigin(request)) {
                Answers.problem(
                        response, 403, "The request comes from another site; open the page anew from this server.");
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
        response.setHeader("WWW-Authenticate", "Basic realm=\"OutSystems failover\", charset=\"UTF-8\"");
        Answers.problem(response, 401, "Log in with a user of the process engine (HTTP basic).");
    }

    private @Nullable String userOfBasicAuthentication(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return null;
        }
        String decoded;
        try {
            decoded = new String(Base64.getDecoder().decode(header.substring(6).trim()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
        int colon = decoded.indexOf(':');
        if (colon <= 0) {
            return null;
        }
        String user = decoded.substring(0, colon);
        return engine.getIdentityService().checkPassword(user, decoded.substring(colon + 1)) ? user : null;
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

    private static boolean isOfSameOrigin(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        String host = request.getHeader("Host");
        if (origin == null || host == null) {
            return false;
        }
        try {
            return host.equalsIgnoreCase(new URI(origin).getAuthority());
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
