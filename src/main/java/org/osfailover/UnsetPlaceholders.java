package org.osfailover;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.util.PlaceholderResolutionException;

/** A setting that says {@code ${DB_PASSWORD}} where nobody has set that: said with its place, and all of them at once. */
class UnsetPlaceholders implements EnvironmentPostProcessor, Ordered {

    /** Where this program's settings begin; another program's variables are none of ours. */
    private static final Set<String> OURS =
            Set.of("failover", "spring", "server", "camunda", "management", "springdoc", "logging");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!OutSystemsFailoverApplication.isStartedBy(application)) {
            return;
        }
        Set<String> problems = new LinkedHashSet<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> listed) {
                for (String name : listed.getPropertyNames()) {
                    String placeholder = unset(environment, listed, name);
                    if (placeholder != null) {
                        problems.add("The setting " + name + place(source, name) + " needs ${" + placeholder
                                + "}, which is not set.");
                    }
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new StartSettings.UnusableSettingException(
                    problems.stream().collect(Collectors.joining("\n")),
                    "Set it, as an environment variable for example, or write the value in its place"
                            + " (${NAME:value} gives one for where it is not set).");
        }
    }

    /** Before everything that asks for a setting. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    private static @Nullable String unset(
            ConfigurableEnvironment environment, EnumerablePropertySource<?> source, String name) {
        String first = name.toLowerCase(Locale.ROOT).split("[._]", 2)[0];
        Object value = OURS.contains(first) ? source.getProperty(name) : null;
        if (!(value instanceof CharSequence text)) {
            return null;
        }
        try {
            environment.resolveRequiredPlaceholders(text.toString());
            return null;
        } catch (PlaceholderResolutionException e) {
            return e.getPlaceholder();
        }
    }

    private static String place(PropertySource<?> source, String name) {
        Origin origin = OriginLookup.getOrigin(source, name);
        return origin == null ? "" : " (" + origin + ")";
    }
}
