package org.osfailover.lab.windows;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script that arrived, with its parameters.
 *
 * @param commandLine the exec request as it came
 * @param input the line that came on standard input
 * @param script the script's name, from its first line
 * @param parameters what it is called with, by name
 */
record PowerShellCall(String commandLine, String input, String script, Map<String, String> parameters) {

    private static final Pattern NAME = Pattern.compile("\\A& \\{\\s*\\n\\s*#\\s*([A-Za-z0-9-]+\\.ps1)\\b");
    /** A secret is a variable of its own, before the script. */
    private static final Pattern SECRET = Pattern.compile("(\\$[A-Za-z0-9]+) = ('[^']*+(?:''[^']*+)*+')\\r?\\n");

    private static final Pattern PARAMETER =
            Pattern.compile("-([A-Za-z]+)(?:[ :]+('[^']*+(?:''[^']*+)*+'|[^\\s'-][^\\s]*))?(?=\\s|$)");

    PowerShellCall {
        parameters = Map.copyOf(parameters);
    }

    /** Reads the text that the bootstrap would run: a script block with the script in it, and its parameters. */
    static PowerShellCall of(String commandLine, String input, String whole) {
        Map<String, String> secrets = new HashMap<>();
        String text = whole;
        Matcher secret = SECRET.matcher(text);
        while (secret.lookingAt()) {
            secrets.put(secret.group(1), unquoted(secret.group(2)));
            text = text.substring(secret.end());
            secret = SECRET.matcher(text);
        }
        Matcher name = NAME.matcher(text);
        int end = text.lastIndexOf("\n} ");
        if (!name.find() || end < 0) {
            return new PowerShellCall(commandLine, input, "", Map.of());
        }
        Map<String, String> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Matcher parameter = PARAMETER.matcher(text.substring(end + 3));
        while (parameter.find()) {
            String value = parameter.group(2);
            parameters.put(parameter.group(1), value == null ? "true" : secrets.getOrDefault(value, unquoted(value)));
        }
        return new PowerShellCall(commandLine, input, name.group(1), parameters);
    }

    private static String unquoted(String value) {
        if (!value.startsWith("'")) {
            return value;
        }
        return value.substring(1, value.length() - 1).replaceAll("(['\\u2018\\u2019\\u201a\\u201b])\\1", "$1");
    }

    String parameter(String name, String usual) {
        return parameters.entrySet().stream()
                .filter(e -> e.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(usual);
    }

    /** As a person would write it. */
    String text() {
        StringBuilder text = new StringBuilder(script);
        new TreeMap<>(parameters)
                .forEach((name, value) ->
                        text.append(" -").append(name).append(' ').append(value));
        return text.toString();
    }
}
