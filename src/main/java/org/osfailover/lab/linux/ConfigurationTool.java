package org.osfailover.lab.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.lab.LabPaths;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.LabWordings;
import org.osfailover.lab.ServiceCenterInstaller;

/**
 * {@code configurationtool.sh}: numbered menus and {@code Label [value in force]:}, where Enter keeps the value (vendor's
 * page on configuring an Oracle database); then the restart of the services and the Service Center installation (failover
 * procedures). The wording of the last three is unknown and therefore varied.
 */
final class ConfigurationTool implements LinuxProgram {

    private static final Pattern CONTROLLER =
            Pattern.compile("(<CompilerServerHostname[^>]*>)([^<]*)(</CompilerServerHostname>)");

    @Override
    public int run(List<String> arguments, LinuxProcess process) throws IOException, InterruptedException {
        if (!arguments.isEmpty()) {
            process.error("configurationtool.sh: the simulated server knows the interactive mode only: "
                    + String.join(" ", arguments));
            return 1;
        }
        if (!process.isRoot()) {
            process.error("configurationtool.sh: must be run as root");
            return 1;
        }
        if (!process.console().isTerminal()) {
            process.error("configurationtool.sh: standard input is not a terminal");
            return 1;
        }
        LabWordings wordings = process.farm().options().wordings();
        Questions questions = new Questions(process);
        process.out("OutSystems Platform Configuration Tool " + process.server().version());
        process.out("Press ENTER to keep the value in brackets.");
        questions.unexpected(LabPaths.CONFIGURATION_TOOL);
        database(questions, process);
        String controller = controller(questions, process, wordings);
        write(controller, process);
        apply(process);
        process.out("Configuration saved to " + LabPaths.JAVA_HSCONF + ".");
        if (questions.yes(wordings.restartServices(), true) && !restart(process)) {
            return 1;
        }
        if (questions.yes(wordings.installServiceCenter(), false)) {
            return ServiceCenterInstaller.install(process.server(), process::out);
        }
        process.out("Done.");
        return 0;
    }

    private static void database(Questions questions, LinuxProcess process) throws IOException, InterruptedException {
        process.out("");
        process.out("===== OutSystems Platform Database =====");
        process.out("Database Provider:");
        process.out(" 1 - MySQL");
        process.out(" 2 - Oracle");
        questions.choice("Your choice [2]: ", 2, 2);
        process.out("Configuration Mode:");
        process.out(" 1 - Basic Configuration");
        process.out(" 2 - Advanced Configuration");
        questions.choice("Your choice [1]: ", 2, 1);
        process.out("=== Database Location ===");
        questions.value("Host [db.example.test]: ", "db.example.test");
        questions.value("Port [1521]: ", "1521");
        questions.value("Service Name [OSPLAT]: ", "OSPLAT");
        process.out("=== Database Users ===");
        questions.value("Admin User [OSADMIN]: ", "OSADMIN");
        questions.secret("Admin Password [********]: ");
        questions.value("Runtime User [OSRUNTIME]: ", "OSRUNTIME");
        questions.secret("Runtime Password [********]: ");
    }

    private static String controller(Questions questions, LinuxProcess process, LabWordings wordings)
            throws IOException, InterruptedException {
        process.out("");
        process.out("===== Services =====");
        String present = process.server().controllerAddress();
        String wanted = questions.value(String.format(wordings.controllerServer(), present), present);
        questions.value("Deployment Controller Port [12000]: ", "12000");
        questions.value("Deployment Service Port [12001]: ", "12001");
        questions.value("Scheduler Service Port [12002]: ", "12002");
        return wanted;
    }

    private static void write(String controller, LinuxProcess process) {
        LabServer server = process.server();
        String text = new String(server.hsconf(), StandardCharsets.UTF_8);
        Matcher matcher = CONTROLLER.matcher(text);
        String changed = matcher.replaceFirst("$1" + Matcher.quoteReplacement(controller) + "$3");
        server.writeFile(LabPaths.JAVA_HSCONF, changed.getBytes(StandardCharsets.UTF_8));
        server.applyConfiguration();
    }

    /** As real tools are while they work: headings that end like questions, a bar, a pause after a colon, words of a log. */
    private static void apply(LinuxProcess process) throws IOException, InterruptedException {
        Duration step = process.farm().timings().start().dividedBy(4);
        process.out("");
        process.out("Is the database reachable?");
        process.print("Checking the connection:");
        process.farm().clock().pause(step);
        process.out(" OK");
        for (int percent = 0; percent <= 100; percent += 25) {
            process.print("\rApplying settings [" + "=".repeat(percent / 5) + " ".repeat(20 - percent / 5) + "] "
                    + percent + " %");
            process.farm().clock().pause(step);
        }
        process.out("");
        process.out("WARN  keystore: no entry 'Admin Password:', the stored one is used. Continue with it (Y/N): Y");
    }

    /** Restarts what is enabled and waits for it, as long as the tool has patience; what stays uninitialised is said. */
    private static boolean restart(LinuxProcess process) throws IOException, InterruptedException {
        LabServer server = process.server();
        List<PlatformService> services = List.copyOf(server.services().keySet());
        if (ServiceCommand.stopAll(services, process) != 0) {
            process.error("ERROR: not all services could be stopped.");
            return false;
        }
        ServiceCommand.startAll(services, process, false);
        List<PlatformService> enabled =
                services.stream().filter(s -> server.startType(s).isEnabled()).toList();
        process.out("Waiting for the services to initialize...");
        Duration patience = process.farm()
                .timings()
                .initialise()
                .plus(process.farm().timings().retry())
                .multipliedBy(3);
        for (PlatformService service : enabled) {
            if (!process.await(patience, () -> server.state(service) == ServiceState.INITIALISED)) {
                process.out("WARNING: " + service.displayName() + " did not initialize in time.");
            }
        }
        return true;
    }
}
