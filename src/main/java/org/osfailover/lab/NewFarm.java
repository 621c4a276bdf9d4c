package org.osfailover.lab;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Stack;
import org.osfailover.farm.StartType;

/** Sets a farm up: as a healthy installation looks that has been running for a while. */
final class NewFarm {

    private static final SecureRandom RANDOM = new SecureRandom();

    private NewFarm() {}

    static FarmState of(List<LabEnvironmentDefinition> definitions, Instant now, @Nullable String sshPassword) {
        Instant installed = now.minus(Duration.ofDays(3));
        FarmState farm = new FarmState();
        farm.sshPassword = sshPassword != null ? sshPassword : randomPassword();
        farm.serviceCenterPassword = randomPassword();
        definitions.forEach(d -> farm.environments.add(environment(d, installed)));
        return farm;
    }

    private static FarmState.OfEnvironment environment(LabEnvironmentDefinition definition, Instant installed) {
        FarmState.OfEnvironment environment = new FarmState.OfEnvironment();
        environment.id = definition.id();
        environment.name = definition.name();
        environment.stack = definition.stack();
        environment.version = definition.version();
        LabServerDefinition controller = definition.servers().get(0);
        for (LabServerDefinition server : definition.servers()) {
            environment.servers.add(server(definition, server, controller, installed));
        }
        FarmState.OfServer first = environment.servers.get(0);
        environment.serviceCenter.installedOn = first.id;
        environment.serviceCenter.licenseSerial = first.serialNumber;
        environment.serviceCenter.registeredSerials.add(first.serialNumber);
        environment.serviceCenter.solutions.putAll(definition.solutions());
        return environment;
    }

    private static FarmState.OfServer server(
            LabEnvironmentDefinition definition,
            LabServerDefinition it,
            LabServerDefinition controller,
            Instant installed) {
        FarmState.OfServer server = new FarmState.OfServer();
        server.id = it.id();
        server.address = it.address();
        server.group = it.group();
        server.version = definition.version();
        server.serialNumber = randomSerial();
        server.appliedController = controller.address();
        KeyPair hostKey = HostKeys.generate();
        server.hostKeyPrivate = hostKey.getPrivate().getEncoded();
        server.hostKeyPublic = hostKey.getPublic().getEncoded();
        boolean isController = it.equals(controller);
        boolean java = definition.stack() == Stack.JAVA;
        // a real engine must never take a simulated process for one of the machine it runs on
        server.nextProcessId = java ? 1000 : 5_000_000;
        if (java) {
            service(server, PlatformService.LOG, StartType.AUTOMATIC, installed);
        }
        service(server, PlatformService.CONTROLLER, isController ? StartType.AUTOMATIC : StartType.DISABLED, installed);
        // a passive front-end's Deployment Service may stand still: the procedure's step 3 starts it everywhere
        StartType deployer = !it.frontEnd()
                ? StartType.DISABLED
                : it.active() ? StartType.AUTOMATIC : java ? StartType.DISABLED : StartType.MANUAL;
        service(server, PlatformService.DEPLOYER, deployer, installed);
        service(
                server,
                PlatformService.SCHEDULER,
                it.frontEnd() && it.active() ? StartType.AUTOMATIC : StartType.DISABLED,
                installed);
        if (java) {
            service(server, PlatformService.SMS, StartType.DISABLED, installed);
        } else if (isController) {
            service(server, PlatformService.RABBITMQ, StartType.AUTOMATIC, installed);
        }
        if (java) {
            file(server, LabPaths.JAVA_HSCONF, Hsconf.java(controller.address(), it.address()), installed);
            file(server, LabPaths.JAVA_SERVICES, OsServices.text(server), installed);
            file(server, LabPaths.JAVA_VERSION, definition.version() + "\n", installed);
            file(
                    server,
                    LabPaths.JAVA_PRIVATE_KEY,
                    Base64.getEncoder()
                                    .encodeToString((definition.id() + "-private-key").getBytes(StandardCharsets.UTF_8))
                            + "\n",
                    installed);
        } else {
            file(server, LabPaths.WINDOWS_HSCONF, Hsconf.dotNet(controller.address(), it.address()), installed);
            file(server, LabPaths.WINDOWS_VERSION, definition.version() + "\r\n", installed);
            file(
                    server,
                    LabPaths.WINDOWS_PRIVATE_KEY,
                    "--This is the private key of the environment\r\n--Keep it safe\r\n"
                            + Base64.getEncoder()
                                    .encodeToString(definition
                                            .id()
                                            .repeat(16)
                                            .substring(0, 16)
                                            .getBytes(StandardCharsets.US_ASCII))
                            + "\r\n",
                    installed);
            if (isController) {
                server.markers.put("ServiceCenter", definition.version());
            }
        }
        return server;
    }

    private static void service(
            FarmState.OfServer server, PlatformService service, StartType startType, Instant installed) {
        FarmState.OfService state = new FarmState.OfService();
        state.startType = startType;
        state.wanted = startType == StartType.AUTOMATIC;
        state.changedAt = installed.plus(Duration.ofMinutes(5));
        state.controllerInForce = server.appliedController;
        state.processId = state.wanted ? ++server.nextProcessId : 0;
        server.services.put(service, state);
    }

    private static void file(FarmState.OfServer server, String path, String text, Instant modifiedAt) {
        FarmState.OfFile file = new FarmState.OfFile();
        file.content = text.getBytes(StandardCharsets.UTF_8);
        file.modifiedAt = modifiedAt;
        server.files.put(path, file);
    }

    private static String randomSerial() {
        StringBuilder serial = new StringBuilder();
        for (int group = 0; group < 3; group++) {
            serial.append(group == 0 ? "" : "-").append(String.format(Locale.ROOT, "%03X", RANDOM.nextInt(0x1000)));
        }
        return serial + "-" + String.format(Locale.ROOT, "%03X", RANDOM.nextInt(0x1000));
    }

    private static String randomPassword() {
        byte[] bytes = new byte[15];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}
