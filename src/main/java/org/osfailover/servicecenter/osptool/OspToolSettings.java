package org.osfailover.servicecenter.osptool;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Server;
import org.osfailover.farm.Stack;

/**
 * What is assumed of OSPTool, each to be overridden per environment ({@code overrides:}).
 *
 * @param path the tool; empty on .NET: found by the platform's version
 * @param command the switch that publishes everything
 * @param host whose Service Center it asks
 * @param failure what in its output means a failure, whatever its exit code
 * @param warning what in its output is a warning
 */
record OspToolSettings(String path, String command, String host, Pattern failure, Pattern warning) {

    private static final String PATH = "osp-tool.path";
    private static final String COMMAND = "osp-tool.command";
    private static final String HOST = "osp-tool.host";
    private static final String FAILURE = "osp-tool.failure";
    private static final String WARNING = "osp-tool.warning";

    /** What an environment can override. */
    static final Set<String> KEYS = Set.of(PATH, COMMAND, HOST, FAILURE, WARNING);

    /** Where the Java stack has it: from a published recipe, as the install directory is. */
    private static final String ON_LINUX = "/opt/outsystems/platform/osptool.sh";

    /** @throws IllegalArgumentException an override can't be used; the message names it */
    static OspToolSettings of(Environment environment, Server controller) {
        return new OspToolSettings(
                text(environment, PATH, environment.stack() == Stack.JAVA ? ON_LINUX : ""),
                text(environment, COMMAND, "/PublishFactory"),
                text(environment, HOST, controller.address()),
                // exit code alone is not enough: read in the vendor's pipeline for OSPTool
                pattern(
                        environment,
                        FAILURE,
                        "Incompatible Dependency|Execution Plan Abort|Outdated Consumer|Missing Configuration"),
                pattern(environment, WARNING, "^\\W*warning\\b"));
    }

    /** What is wrong with an override, as the second half of a sentence; empty where it can be used. */
    static Optional<String> problem(String key, String value) {
        if (!key.equals(FAILURE) && !key.equals(WARNING)) {
            return Optional.empty();
        }
        try {
            return compile(value).matcher("").find()
                    ? Optional.of("is found in every text, even in an empty one")
                    : Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("is not a regular expression: " + e.getDescription());
        }
    }

    /** The lines of an output that a pattern finds something in. */
    static List<String> lines(Pattern pattern, String output) {
        return output.lines()
                .map(String::strip)
                .filter(line -> pattern.matcher(line).find())
                .toList();
    }

    private static String text(Environment environment, String key, String otherwise) {
        String value = environment.overrides().get(key);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }

    private static Pattern pattern(Environment environment, String key, String otherwise) {
        String value = text(environment, key, otherwise);
        try {
            return compile(value);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("Environment '" + environment.id() + "', overrides, " + key + ": '"
                    + value + "' is not a regular expression: " + e.getDescription());
        }
    }

    private static Pattern compile(String value) {
        return Pattern.compile(value, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }
}
