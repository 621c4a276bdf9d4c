package org.osfailover.lab.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.StartType;
import org.osfailover.lab.LabPaths;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.LabWordings;

/**
 * {@code serviceconfigurator.sh -interactive}: asks about each service in turn, Y to enable, N to disable; disabling a
 * running service stops it (vendor's page on balanced deployment, Java). The wording is unknown and therefore varied.
 */
final class ServiceConfigurator implements LinuxProgram {

    @Override
    public int run(List<String> arguments, LinuxProcess process) throws IOException, InterruptedException {
        if (!arguments.equals(List.of("-interactive"))) {
            process.error("Usage: serviceconfigurator.sh -interactive");
            return 1;
        }
        if (!process.isRoot()) {
            process.error("serviceconfigurator.sh: must be run as root");
            return 1;
        }
        if (!process.console().isTerminal()) {
            process.error("serviceconfigurator.sh: standard input is not a terminal");
            return 1;
        }
        Map<PlatformService, Boolean> wanted = ask(process);
        apply(wanted, process);
        process.out("");
        process.out("Service configuration saved to " + LabPaths.JAVA_SERVICES + ".");
        return 0;
    }

    private static Map<PlatformService, Boolean> ask(LinuxProcess process) throws IOException, InterruptedException {
        LabServer server = process.server();
        LabWordings wordings = process.farm().options().wordings();
        Questions questions = new Questions(process);
        process.out("OutSystems Services Configurator");
        process.out("");
        questions.unexpected(LabPaths.SERVICE_CONFIGURATOR);
        Map<PlatformService, Boolean> wanted = new EnumMap<>(PlatformService.class);
        for (PlatformService service : server.services().keySet()) {
            boolean enabled = server.startType(service).isEnabled();
            String prompt = String.format(
                    wordings.enableService(), wordings.serviceName().of(service), enabled ? "Y" : "N");
            wanted.put(service, questions.yes(prompt, enabled));
        }
        return wanted;
    }

    private static void apply(Map<PlatformService, Boolean> wanted, LinuxProcess process)
            throws IOException, InterruptedException {
        LabServer server = process.server();
        List<PlatformService> toStop = new ArrayList<>();
        StringBuilder file = new StringBuilder("# OutSystems services enabled on this server\n");
        wanted.forEach((service, enabled) -> {
            server.startType(service, enabled ? StartType.AUTOMATIC : StartType.DISABLED);
            file.append(service)
                    .append("=\"")
                    .append(enabled ? "ENABLED" : "DISABLED")
                    .append("\"\n");
            if (!enabled && server.state(service).isRunning()) {
                toStop.add(service);
            }
        });
        server.writeFile(LabPaths.JAVA_SERVICES, file.toString().getBytes(StandardCharsets.UTF_8));
        ServiceCommand.stopAll(toStop, process);
    }
}
