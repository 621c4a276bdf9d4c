package org.osfailover.servicecenter.osptool;

import java.util.List;
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

    /** Where the Java stack has it: from a published recipe, as the install directory is. */
    private static final String ON_LINUX = "/opt/outsystems/platform/osptool.sh";

    /** @throws IllegalArgumentException an override can't be used; the message names it */
    static OspToolSettings of(Environment environment, Server controller) {
        return new OspToolSettings(
                text(environment, "osp-tool.path", environment.stack() == Stack.JAVA ? ON_LINUX : ""),
                text(environment, "osp-tool.command", "/PublishFactory"),
                text(environment, "osp-tool.host", controller.address()),
                // exit code alone is not enough: read in the vendor's pipeline for OSPTool
                pattern(
                        environment,
                        "osp-tool.failure",
                        "Incompatible Dependency|Execution Plan Abort|Outdated Consumer|Missing Configuration"),
                pattern(environment, "osp-tool.warning", "^\\W*warning\\b"));
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
            return Pattern.compile(value, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("Environment '" + environment.id() + "', overrides, " + key + ": '"
                    + value + "' is not a regular expression: " + e.getDescription());
        }
    }
}
