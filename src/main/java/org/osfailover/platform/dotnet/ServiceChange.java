package org.osfailover.platform.dotnet;

import java.util.Locale;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.platform.dotnet.ServerScripts.Act;
import org.osfailover.platform.dotnet.ServerScripts.Probe;

/** What can be changed of a Windows service: when it is so, and the script that makes it so. */
enum ServiceChange {
    STOP("stopped", "stopped", Scripts.STOP_SERVICE, true),
    DISABLE("disabled", "disabled", Scripts.DISABLE_SERVICE, true),
    SET_AUTOMATIC("set to automatic", "set to automatic", Scripts.SET_SERVICE_AUTOMATIC, false),
    START("running", "started", Scripts.START_SERVICE, false);

    private final String state;
    private final String done;
    private final Scripts script;
    private final boolean absentIsFine;

    ServiceChange(String state, String done, Scripts script, boolean absentIsFine) {
        this.state = state;
        this.done = done;
        this.script = script;
        this.absentIsFine = absentIsFine;
    }

    private boolean isSo(ServiceReading reading) {
        return switch (this) {
            case STOP -> reading.state() == ServiceState.STOPPED;
            case DISABLE -> reading.startType() == StartType.DISABLED;
            case SET_AUTOMATIC -> reading.startType() == StartType.AUTOMATIC;
            case START -> reading.state().isRunning();
        };
    }

    private boolean isOnItsWay(ServiceReading reading) {
        return (this == STOP && reading.state() == ServiceState.STOPPING)
                || (this == START && reading.state() == ServiceState.STARTING);
    }

    /** Probes, acts where needed, and probes again. */
    Outcome make(PlatformService service, ServerScripts scripts) {
        String name = service.shortName();
        Probe before = scripts.read();
        if (before instanceof Probe.Failed failed) {
            return new Outcome.Refused(failed.code(), name + ": not " + done + ", " + failed.sentence());
        }
        DotnetReading reading = ((Probe.Read) before).reading();
        ServiceReading now = reading.service(service);
        if (now.startType() == StartType.ABSENT) {
            return absentIsFine
                    ? new Outcome.AlreadyDone(name + ": not installed on this server, no action")
                    : new Outcome.Refused(
                            RefusalCode.SERVICE_ABSENT,
                            name + ": not " + done + ", this server has no Windows service '"
                                    + scripts.windowsName(service) + "'");
        } else if (now.state() == ServiceState.UNKNOWN && now.startType() == StartType.UNKNOWN) {
            RefusalCode code = Boolean.FALSE.equals(reading.administrator())
                    ? RefusalCode.PRIVILEGE_MISSING
                    : RefusalCode.PLATFORM_NOT_AS_EXPECTED;
            return new Outcome.Refused(code, name + ": its state can't be read, nothing was done: " + now.detail());
        } else if (isSo(now)) {
            return new Outcome.AlreadyDone(name + ": already " + state + ", no action");
        }
        long begun = System.nanoTime();
        Act act = scripts.changeService(script, service);
        return scripts.settle(
                name,
                act,
                name + ": would be " + done,
                r -> isSo(r.service(service)),
                r -> isOnItsWay(r.service(service)),
                r -> name + ": " + done + " in " + seconds(begun) + " s" + alsoStopped(act),
                r -> "it is " + describe(r.service(service)));
    }

    private static String alsoStopped(Act act) {
        if (act instanceof Act.Done answered) {
            String names = ScriptAnswer.list(answered.json().path("alsoStopped"));
            return names.isEmpty() ? "" : "; also stopped, since they depend on it: " + names;
        }
        return "";
    }

    /** As "running and automatic". */
    static String describe(ServiceReading service) {
        return service.state().name().toLowerCase(Locale.ROOT) + " and "
                + service.startType().name().toLowerCase(Locale.ROOT);
    }

    /** Seconds since then, with one decimal. */
    static String seconds(long begunNanos) {
        return String.format(Locale.ROOT, "%.1f", (System.nanoTime() - begunNanos) / 1e9);
    }
}
