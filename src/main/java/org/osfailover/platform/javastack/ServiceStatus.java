package org.osfailover.platform.javastack;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.remote.CommandResult;

/**
 * What {@code service outsystems status SCHEDULER} says, e.g. {@code OutSystems Scheduler Service  -  DISABLED}.
 * Source: the vendor's "balanced application deployment" (RUNNING and DISABLED; the spacing varies).
 *
 * @param state UNKNOWN where no word of the answer is known
 * @param disabled whether the answer says that the service is disabled
 * @param absent whether the answer says that there is no such service
 * @param line what was understood, for people
 */
record ServiceStatus(ServiceState state, boolean disabled, boolean absent, String line) {

    private static final Pattern DASH = Pattern.compile("\\s+-+\\s+|\\s*[:=]\\s+");
    /** Colours and the like, which some programs write without a terminal, too. */
    private static final Pattern ESCAPES = Pattern.compile("\u001b(?:\\[[0-?]*[ -/]*[@-~]|[^\\[])");
    /** A line below the service's own that says what it does, as systemd writes it: {@code Active: active (running)}. */
    private static final Pattern LABELLED = Pattern.compile("(?i)^(?:active|state|status)\\s*[:=]\\s*(.*)$");

    static ServiceStatus of(PlatformService service, CommandResult.Completed answer, JavaSettings settings)
            throws GivenUp {
        List<String> lines = ESCAPES.matcher(answer.output() + "\n" + answer.error())
                .replaceAll("")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        List<String> about = linesOf(service, lines, settings);
        String line = String.join(" / ", about);
        EnumSet<ServiceState> states = EnumSet.noneOf(ServiceState.class);
        boolean disabled = false;
        for (String each : about) {
            String words = words(each);
            boolean saysDisabled =
                    settings.pattern(JavaSettings.DISABLED).matcher(words).find();
            disabled |= saysDisabled;
            boolean unclear = isUnclear(tail(each), settings);
            ServiceState state = unclear ? ServiceState.UNKNOWN : state(words, settings);
            if (state != ServiceState.UNKNOWN) {
                states.add(state);
            } else if (saysDisabled && !unclear) {
                states.add(ServiceState.STOPPED);
            }
        }
        if (states.size() == 1) {
            return new ServiceStatus(states.iterator().next(), disabled, false, line);
        }
        boolean absent = !answer.isExitZero()
                && settings.pattern(JavaSettings.ABSENT)
                        .matcher(String.join("\n", lines))
                        .find();
        String shown = line.isEmpty() ? "nothing about this service" : "'" + line + "'";
        String hint = answer.exitCode().orElse(-1) == 3
                ? "; exit code 3, which by convention is 'not running'"
                : answer.exitCode().isPresent()
                        ? "; exit code " + answer.exitCode().getAsInt()
                        : "; no exit code";
        return new ServiceStatus(ServiceState.UNKNOWN, false, absent, "the status says " + shown + hint);
    }

    /** All that a line says: behind its first dash. */
    private static String tail(String line) {
        Matcher dash = DASH.matcher(line);
        return dash.find() ? line.substring(dash.end()) : line;
    }

    /** What a line says: behind its label or its last dash. */
    private static String words(String line) {
        Matcher labelled = LABELLED.matcher(line);
        if (labelled.matches()) {
            return labelled.group(1);
        }
        String words = line;
        Matcher dash = DASH.matcher(line);
        while (dash.find()) {
            words = line.substring(dash.end());
        }
        return words;
    }

    /**
     * The lines about our service: those that name it, with the labelled ones below them; of an answer that names no
     * service, its last line that says something.
     */
    private static List<String> linesOf(PlatformService service, List<String> lines, JavaSettings settings)
            throws GivenUp {
        boolean fully = lines.stream().anyMatch(line -> line.contains(service.displayName()));
        List<String> about = new ArrayList<>();
        String last = "";
        boolean inside = false;
        for (String line : lines) {
            boolean ours = fully
                    ? line.contains(service.displayName())
                    : settings.name(service).matcher(line).find();
            boolean others = !ours && namesAnother(service, line, settings);
            inside = ours || (inside && !others);
            if (ours || (inside && LABELLED.matcher(line).matches())) {
                about.add(line);
            } else if (!others) {
                last = state(line, settings) != ServiceState.UNKNOWN || last.isEmpty() ? line : last;
            }
        }
        if (about.isEmpty() && !last.isEmpty()) {
            about.add(last);
        }
        return about;
    }

    private static boolean namesAnother(PlatformService service, String line, JavaSettings settings) throws GivenUp {
        for (PlatformService other : PlatformService.inStartOrder()) {
            if (other != service && settings.name(other).matcher(line).find()) {
                return true;
            }
        }
        return false;
    }

    private static ServiceState state(String words, JavaSettings settings) throws GivenUp {
        if (isUnclear(words, settings)) {
            return ServiceState.UNKNOWN;
        }
        if (settings.pattern(JavaSettings.STOPPING).matcher(words).find()) {
            return ServiceState.STOPPING;
        }
        if (settings.pattern(JavaSettings.STARTING).matcher(words).find()) {
            return ServiceState.STARTING;
        }
        Matcher stopped = settings.pattern(JavaSettings.STOPPED).matcher(words);
        boolean isStopped = stopped.find();
        // "NOT RUNNING" says RUNNING as well: what said 'stopped' is not looked at again
        boolean isRunning = settings.pattern(JavaSettings.RUNNING)
                .matcher(stopped.replaceAll(" "))
                .find();
        if (isStopped == isRunning) {
            return ServiceState.UNKNOWN;
        }
        return isStopped ? ServiceState.STOPPED : ServiceState.RUNNING;
    }

    /** Whether the words only speak of a state ("can't tell whether it is running"), or deny one in unknown words. */
    private static boolean isUnclear(String words, JavaSettings settings) throws GivenUp {
        String rest = settings.pattern(JavaSettings.STOPPED).matcher(words).replaceAll(" ");
        rest = settings.pattern(JavaSettings.DISABLED).matcher(rest).replaceAll(" ");
        return settings.pattern(JavaSettings.UNCLEAR).matcher(rest).find();
    }
}
