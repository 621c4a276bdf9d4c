package org.osfailover;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Settings that follow from others, and settings that the program would fail at deep inside of somebody else's code: said
 * in a sentence at the start.
 */
class StartSettings implements EnvironmentPostProcessor, Ordered {

    private static final String DATABASE = "spring.datasource.url";
    private static final String PUBLIC_URL = "failover.public-url";
    private static final String ADMINISTRATOR = "camunda.bpm.admin-user.id";
    private static final String USER_IDS = "camunda.bpm.generic-properties.properties.userResourceWhitelistPattern";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!OutSystemsFailoverApplication.isStartedBy(application)) {
            return;
        }
        checkUserIds(environment);
        Map<String, Object> first = new LinkedHashMap<>();
        Map<String, Object> last = new LinkedHashMap<>();
        String database = environment.getProperty(DATABASE);
        if (database != null && closesTooEarly(database)) {
            first.put(DATABASE, database + ";DB_CLOSE_ON_EXIT=FALSE");
        }
        if (publicUrls(environment).stream()
                .anyMatch(url -> url.toLowerCase(Locale.ROOT).startsWith("https:"))) {
            last.put("server.servlet.session.cookie.secure", true);
            last.put("camunda.bpm.webapp.csrf.enable-secure-cookie", true);
            last.put("camunda.bpm.webapp.session-cookie.enable-secure-cookie", true);
        }
        environment.getPropertySources().addFirst(new MapPropertySource("failoverSettled", first));
        environment.getPropertySources().addLast(new MapPropertySource("failoverDerived", last));
    }

    /** After everything that may set one of them; the check of the database's URL comes first. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    /** An H2 in this process closes itself at SIGTERM, under the jobs that still write, unless it is told not to. */
    private static boolean closesTooEarly(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        return lower.startsWith("jdbc:h2:")
                && !lower.startsWith("jdbc:h2:tcp:")
                && !lower.startsWith("jdbc:h2:ssl:")
                && !lower.contains(";db_close_on_exit=");
    }

    private static List<String> publicUrls(ConfigurableEnvironment environment) {
        List<String> urls = Arrays.stream(
                        environment.getProperty(PUBLIC_URL, "").split(",", -1))
                .map(String::strip)
                .filter(StringUtils::hasText)
                .toList();
        for (String url : urls) {
            if (!isOrigin(url)) {
                throw new UnusableSettingException(
                        PUBLIC_URL + " is '" + url + "', which is no URL of a server.",
                        "Set it to scheme, host and port as browsers show them, without a path:"
                                + " https://failover.example.com. Several are separated by commas.");
            }
        }
        return urls;
    }

    private static boolean isOrigin(String url) {
        try {
            URI uri = new URI(url);
            boolean isHttp = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return isHttp && uri.getHost() != null && (uri.getPath().isEmpty() || "/".equals(uri.getPath()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static void checkUserIds(ConfigurableEnvironment environment) {
        String pattern = environment.getProperty(USER_IDS);
        if (pattern == null) {
            return;
        }
        Map<String, String> ids = new LinkedHashMap<>();
        String administrator = environment.getProperty(ADMINISTRATOR);
        if (StringUtils.hasText(administrator)) {
            ids.put(administrator, ADMINISTRATOR);
        }
        Binder.get(environment)
                .bind("failover.users", Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of())
                .keySet()
                .forEach(id -> ids.put(id, "failover.users"));
        List<String> problems = new ArrayList<>();
        ids.forEach((id, property) -> {
            if (!Pattern.matches(pattern, id)) {
                problems.add(property + " names the user '" + id + "', which is no id that a user can have.");
            }
        });
        if (!problems.isEmpty()) {
            throw new UnusableSettingException(
                    String.join(" ", problems),
                    "An id may have letters, digits and . _ @ + ' - in it. Instead of DOMAIN\\name write name or"
                            + " name@domain: it is a user of this program, not of the domain.");
        }
    }

    /** A setting that can't be meant; the message says which. */
    static final class UnusableSettingException extends RuntimeException {
        private final String remedy;

        UnusableSettingException(String problem, String remedy) {
            super(problem);
            this.remedy = remedy;
        }
    }

    /** Says what to set. */
    static final class Analyzer extends AbstractFailureAnalyzer<UnusableSettingException> {
        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, UnusableSettingException cause) {
            return new FailureAnalysis(cause.getMessage(), cause.remedy, cause);
        }
    }
}
