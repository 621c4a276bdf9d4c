package org.osfailover.lab.linux;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.ServiceAnswer;

/**
 * {@code service outsystems status|start|stop|restart [LOG|CONTROLLER|DEPLOYER|SCHEDULER|SMS]}. Source: the vendor's
 * failover procedures and its page on balanced deployment (Java): the actions, three of the words, and the status lines
 * of a running and of a disabled service; the rest is assumed.
 */
final class ServiceCommand implements LinuxProgram {

    private static final int USAGE = 2;
    private static final int NEEDS_ROOT = 4;

    @Override
    public int run(List<String> arguments, LinuxProcess process) throws IOException, InterruptedException {
        if (arguments.isEmpty()) {
            process.error("Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]");
            return USAGE;
        }
        if (!arguments.get(0).equals("outsystems")) {
            process.error(arguments.get(0) + ": unrecognized service");
            return 1;
        }
        return script(arguments.subList(1, arguments.size()), process);
    }

    LinuxProgram asInitScript() {
        return this::script;
    }

    private int script(List<String> arguments, LinuxProcess process) throws IOException, InterruptedException {
        List<PlatformService> services = arguments.size() == 2 ? named(arguments.get(1), process) : all(process);
        String action = arguments.isEmpty() ? "" : arguments.get(0);
        boolean known = List.of("status", "start", "stop", "restart").contains(action);
        if (!known || arguments.size() > 2 || services.isEmpty()) {
            process.error(
                    "Usage: /etc/init.d/outsystems {start|stop|restart|status} [LOG|CONTROLLER|DEPLOYER|SCHEDULER|SMS]");
            return USAGE;
        }
        boolean single = arguments.size() == 2;
        if (action.equals("status")) {
            return status(services, process);
        }
        if (!process.isRoot()) {
            process.error("This script must be run as root");
            return NEEDS_ROOT;
        }
        int status = 0;
        if (!action.equals("start")) {
            status = stopAll(services, process);
        }
        if (!action.equals("stop") && status == 0) {
            status = startAll(services, process, single);
        }
        return status;
    }

    private static List<PlatformService> all(LinuxProcess process) {
        return new ArrayList<>(process.server().services().keySet());
    }

    private static List<PlatformService> named(String word, LinuxProcess process) {
        return process.server().services().keySet().stream()
                .filter(s -> s.name().equals(word))
                .toList();
    }

    private static int status(List<PlatformService> services, LinuxProcess process) throws IOException {
        LabServer server = process.server();
        Map<PlatformService, ServiceState> states = server.services();
        int status = 0;
        for (PlatformService service : services) {
            String word;
            if (!server.startType(service).isEnabled()) {
                word = "DISABLED";
            } else if (states.get(service) == ServiceState.STOPPED) {
                word = process.farm().options().wordings().stopped();
            } else {
                word = "RUNNING";
            }
            if (!word.equals("RUNNING")) {
                status = process.farm().options().stoppedExitCode();
            }
            process.out(
                    service.displayName() + process.farm().options().wordings().dash() + word);
        }
        return status;
    }

    static int startAll(List<PlatformService> services, LinuxProcess process, boolean single)
            throws IOException, InterruptedException {
        int status = 0;
        for (PlatformService service : services) {
            if (!single && process.server().startType(service) == StartType.DISABLED) {
                continue;
            }
            status = Math.max(status, start(service, process));
        }
        return status;
    }

    private static int start(PlatformService service, LinuxProcess process) throws IOException, InterruptedException {
        LabServer server = process.server();
        ServiceAnswer answer = server.start(service);
        return switch (answer) {
            case DISABLED -> {
                process.error(service.displayName() + " is disabled. Use serviceconfigurator.sh to enable it.");
                yield 1;
            }
            case ALREADY_RUNNING -> {
                process.out(service.displayName() + " is already running.");
                yield 0;
            }
            default -> {
                process.print("Starting " + service.displayName() + ":");
                boolean runs = process.await(
                        patience(process), () -> server.state(service).isRunning());
                process.out(runs ? "  [  OK  ]" : "  [FAILED]");
                yield runs ? 0 : 1;
            }
        };
    }

    static int stopAll(List<PlatformService> services, LinuxProcess process) throws IOException, InterruptedException {
        int status = 0;
        for (PlatformService service : services) {
            status = Math.max(status, stop(service, process));
        }
        return status;
    }

    private static int stop(PlatformService service, LinuxProcess process) throws IOException, InterruptedException {
        LabServer server = process.server();
        boolean pretends = server.stop(service) == ServiceAnswer.DONE
                && server.state(service).isRunning();
        if (!pretends && server.state(service) == ServiceState.STOPPED) {
            process.out(service.displayName() + " is not running.");
            return 0;
        }
        process.print("Stopping " + service.displayName() + ":");
        boolean stopped =
                pretends || process.await(patience(process), () -> server.state(service) == ServiceState.STOPPED);
        process.out(stopped ? "  [  OK  ]" : "  [FAILED]");
        return stopped ? 0 : 1;
    }

    /** How long the script waits for a service before it gives up. */
    static Duration patience(LinuxProcess process) {
        return process.farm()
                .timings()
                .stop()
                .plus(process.farm().timings().start())
                .multipliedBy(10);
    }
}
