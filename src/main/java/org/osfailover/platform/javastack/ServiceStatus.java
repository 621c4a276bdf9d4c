package org.osfailover.platform.javastack;

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

    static ServiceStatus of(PlatformService service, CommandResult.Completed answer, JavaSettings settings)
            throws GivenUp {
        List<String> lines = (answer.output() + "\n" + answer.error())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        String line = lineOf(service, lines, settings);
        String words = line;
        Matcher dash = DASH.matcher(line);
        while (dash.find()) {
            words = line.substring(dash.end());
        }
        ServiceState state = state(words, settings);
        boolean disabled =
                settings.pattern(JavaSettings.DISABLED).matcher(words).find();
        if (state == ServiceState.UNKNOWN && disabled) {
            state = ServiceState.STOPPED;
        }
        if (state != ServiceState.UNKNOWN) {
            return new ServiceStatus(state, disabled, false, line);
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

    /** The line about our service; of an answer of one line that names no other service, that line. */
    private static String lineOf(PlatformService service, List<String> lines, JavaSettings settings) throws GivenUp {
        for (String line : lines) {
            if (line.contains(service.displayName())) {
                return line;
            }
        }
        for (String line : lines) {
            if (settings.name(service).matcher(line).find()) {
                return line;
            }
        }
        String last = "";
        for (String line : lines) {
            if (!namesAnother(service, line, settings)) {
                last = state(line, settings) != ServiceState.UNKNOWN || last.isEmpty() ? line : last;
            }
        }
        return last;
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
        Matcher stopping = settings.pattern(JavaSettings.STOPPING).matcher(words);
        if (stopping.find()) {
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
}
