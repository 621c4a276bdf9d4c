package org.osfailover.platform.javastack;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.osfailover.farm.inventory.OverrideKeys;
import org.osfailover.platform.PlatformSetting;
import org.springframework.stereotype.Component;

/** What an environment may override of the Java stack, checked when the inventory is read. */
@Component
final class JavaOverrides implements OverrideKeys {

    /** Settings that are regular expressions. */
    private static final Pattern EXPRESSIONS =
            Pattern.compile("java\\.(?:status\\.\\w+|services-file\\.\\S+|service-name\\.\\w+"
                    + "|process\\.\\w+|service-center\\.failure"
                    + "|configuration-tool\\.(?:controller|service-center|prepare-modules|restart|save|may-rewrite))");

    @Override
    public Set<String> keys() {
        return JavaSettings.all().stream().map(PlatformSetting::key).collect(Collectors.toSet());
    }

    @Override
    public Optional<String> problem(String key, String value) {
        if (key.endsWith(".silence")) {
            return duration(value);
        } else if (key.endsWith(".answers")) {
            return answers(value);
        } else if (key.equals(JavaSettings.MAY_REWRITE.key()) && value.isBlank()) {
            return Optional.empty();
        } else if (EXPRESSIONS.matcher(key).matches()) {
            return expression(value);
        } else if (key.equals(JavaSettings.PORT_HOST.key())) {
            return matches(value, "[A-Za-z0-9.:_-]+", "it is not a host name or an address");
        } else if (key.startsWith("java.port.")) {
            return matches(
                    value,
                    "0*(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d\\d|655[0-2]\\d|6553[0-5])",
                    "it is not a port, 1 to 65535");
        } else if (key.equals(JavaSettings.INITIALISED_BY.key())) {
            return matches(value, "(?i)port|status", "it is neither 'port' nor 'status'");
        } else if (key.equals(JavaSettings.CONNECTION_SETTINGS.key())) {
            return matches(value, "[A-Za-z]+(?:,[A-Za-z]+)*", "it is not a list of sections without blanks");
        } else if (key.equals(JavaSettings.RESTART_WHEN_INSTALLING.key())) {
            return matches(value, "(?i)yes|no", "it is neither 'yes' nor 'no' (in quotes)");
        } else if (key.equals(JavaSettings.HOME.key())
                || key.equals(JavaSettings.CONFIGURATION_FILE.key())
                || key.equals(JavaSettings.SERVICES_FILE.key())) {
            return matches(value, "/\\S.*", "it is not an absolute path");
        }
        return matches(value, "(?s).*\\S.*", "it is empty");
    }

    private static Optional<String> duration(String value) {
        try {
            Duration duration = Duration.parse(value.strip());
            return duration.isNegative() || duration.isZero() ? Optional.of("it is no time at all") : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.of("it is not a duration such as PT2M");
        }
    }

    private static Optional<String> answers(String value) {
        for (String line : value.lines().filter(l -> !l.isBlank()).toList()) {
            int arrow = line.lastIndexOf("=>");
            if (arrow < 0) {
                return Optional.of(
                        "the line '" + line.strip() + "' has no '=>': each is 'regular expression => answer'");
            }
            Optional<String> problem = expression(line.substring(0, arrow).strip());
            if (problem.isPresent()) {
                return Optional.of("in the line '" + line.strip() + "' " + problem.get());
            }
            if (line.substring(arrow + 2).isBlank()) {
                return Optional.of("the line '" + line.strip() + "' says no answer: <enter> types nothing but Enter");
            }
        }
        return Optional.empty();
    }

    /** One that is found in an empty text is found everywhere: every status would be RUNNING. */
    private static Optional<String> expression(String value) {
        try {
            Pattern pattern = Pattern.compile(value, JavaSettings.FLAGS);
            return pattern.matcher("").find()
                    ? Optional.of("it is found in every text, even in an empty one")
                    : Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("it is not a regular expression: " + e.getDescription());
        }
    }

    private static Optional<String> matches(String value, String wanted, String otherwise) {
        return value.strip().matches(wanted) ? Optional.empty() : Optional.of(otherwise);
    }
}
