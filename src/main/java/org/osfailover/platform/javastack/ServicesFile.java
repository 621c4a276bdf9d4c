package org.osfailover.platform.javastack;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.StartType;

/**
 * {@code os.services.conf}: which services are enabled, in shell syntax ({@code CONTROLLER="ENABLED"}). It is read, not
 * sourced: comments, {@code export}, quotes and blanks are understood, variables are not.
 */
final class ServicesFile {

    private static final Pattern ASSIGNMENT = Pattern.compile(
            "^\\s*(?:export\\s+|declare\\s+(?:-\\S+\\s+)*)?([A-Za-z_][A-Za-z0-9_.-]*)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s#;]*))");

    private final Map<String, String> values = new LinkedHashMap<>();
    private final JavaSettings settings;

    ServicesFile(String text, JavaSettings settings) {
        this.settings = settings;
        text.replace("\uFEFF", "").lines().forEach(line -> {
            Matcher matcher = ASSIGNMENT.matcher(line);
            if (matcher.find()) {
                String value = matcher.group(2) != null
                        ? matcher.group(2)
                        : matcher.group(3) != null ? matcher.group(3) : matcher.group(4);
                values.put(matcher.group(1), value.strip());
            }
        });
    }

    /** What the file says of the service: empty where it has no such key, UNKNOWN where the value says nothing. */
    Optional<StartType> startType(PlatformService service) throws GivenUp {
        Optional<String> value = value(service);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (settings.pattern(JavaSettings.ENABLED_VALUE).matcher(value.get()).matches()) {
            return Optional.of(StartType.AUTOMATIC);
        }
        boolean disabled = settings.pattern(JavaSettings.DISABLED_VALUE)
                .matcher(value.get())
                .matches();
        return Optional.of(disabled ? StartType.DISABLED : StartType.UNKNOWN);
    }

    /** The value as it stands in the file; of a key that is there twice, the last one, as a shell would. */
    Optional<String> value(PlatformService service) throws GivenUp {
        Pattern key = settings.key(service);
        Optional<String> found = Optional.empty();
        for (Map.Entry<String, String> entry : values.entrySet()) {
            if (key.matcher(entry.getKey()).matches()) {
                found = Optional.of(entry.getValue());
            }
        }
        return found;
    }
}
