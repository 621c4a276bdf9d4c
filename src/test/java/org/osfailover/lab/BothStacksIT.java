package org.osfailover.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.osfailover.farm.PlatformService.CONTROLLER;
import static org.osfailover.farm.PlatformService.DEPLOYER;
import static org.osfailover.farm.PlatformService.RABBITMQ;
import static org.osfailover.farm.PlatformService.SCHEDULER;
import static org.osfailover.farm.ServiceState.INITIALISED;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.ServerReading;
import org.osfailover.platform.LongTasks;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.PlatformServers;
import org.osfailover.remote.CommandLog;
import org.osfailover.remote.ContactGate;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * The product's own clients of both stacks, over SSH, against the demo's farm as its inventory describes it: the steps of
 * both procedures in their order.
 */
class BothStacksIT {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final RunStep step = new RunStep("run-1", "test", false);

    BothStacksIT(@TempDir Path directory) {
        context.getEnvironment().setActiveProfiles("demo");
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("test", Map.of("failover.demo.directory", directory.toString())));
        new DemoFarm().initialize(context);
        context.registerBean(Deadlines.class, Deadlines::defaults);
        context.registerBean(ContactGate.class, ContactGate::open);
        context.registerBean(CommandLog.class, SilentCommandLog::new);
        context.scan("org.osfailover.platform", "org.osfailover.remote", "org.osfailover.farm");
        context.refresh();
    }

    @AfterEach
    void close() {
        context.close();
    }

    private Environment environment(String id) {
        return context.getBean(Environments.class).find(id).orElseThrow();
    }

    private PlatformServer on(Environment environment, String server) {
        return context.getBean(PlatformServers.class)
                .on(environment, environment.server(server).orElseThrow(), step);
    }

    private LabServer lab(String server) {
        return context.getBean(LabFarm.class).server(server);
    }

    private static void succeeds(Outcome outcome) {
        assertThat(outcome.isSuccess()).as(outcome.sentence()).isTrue();
    }

    private static void changes(Outcome outcome) {
        assertThat(outcome).as(outcome.sentence()).isInstanceOf(Outcome.Changed.class);
    }

    private static void isDone(Outcome outcome) {
        assertThat(outcome).as(outcome.sentence()).isInstanceOf(Outcome.AlreadyDone.class);
    }

    private void awaitInitialised(PlatformServer server, PlatformService service) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        server.read().service(service).state())
                .isEqualTo(INITIALISED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo-dotnet", "demo-java"})
    void reading_saysWhatTheFarmIs(String id) {
        Environment environment = environment(id);
        for (LabServer lab :
                context.getBean(LabFarm.class).environment(id).orElseThrow().servers()) {
            ServerReading reading = on(environment, lab.id()).read();

            assertThat(reading.reachable()).as(reading.problem()).isTrue();
            assertThat(reading.version()).isEqualTo(lab.version());
            assertThat(reading.controllerAddress()).isEqualTo(lab.controllerAddress());
            lab.services().forEach((service, state) -> {
                assertThat(reading.service(service).startType())
                        .as(lab + " " + service)
                        .isEqualTo(lab.startType(service));
                if (List.of(CONTROLLER, DEPLOYER, SCHEDULER).contains(service)) {
                    assertThat(reading.service(service).state())
                            .as(lab + " " + service)
                            .isEqualTo(state);
                }
            });
            assertThat(lab.journal().unknownCommands()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo-dotnet", "demo-java"})
    void passiveGroup_isActivated(String id) {
        Environment environment = environment(id);
        String prefix = id.equals("demo-java") ? "java-fe" : "net-fe";
        for (String active : List.of(prefix + "1", prefix + "2")) {
            changes(on(environment, active).stop(SCHEDULER));
            changes(on(environment, active).disable(SCHEDULER));
            isDone(on(environment, active).stop(SCHEDULER));
            isDone(on(environment, active).disable(SCHEDULER));
            assertThat(on(environment, active).read().service(SCHEDULER).isStoppedAndDisabled())
                    .isTrue();
        }
        for (String passive : List.of(prefix + "3", prefix + "4")) {
            for (PlatformService service : List.of(SCHEDULER, DEPLOYER)) {
                PlatformServer server = on(environment, passive);
                changes(server.setAutomatic(service));
                changes(server.start(service));
                isDone(server.setAutomatic(service));
                isDone(server.start(service));
                awaitInitialised(server, service);
            }
        }
        noSurprises(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo-dotnet", "demo-java"})
    void controller_moves(String id) {
        Environment environment = environment(id);
        boolean java = id.equals("demo-java");
        String prefix = java ? "java-fe" : "net-fe";
        PlatformServer old = on(environment, prefix + "1");
        PlatformServer next = on(environment, prefix + "3");
        String address = lab(prefix + "3").address();
        Optional<String> cacheHost = java ? Optional.empty() : Optional.of(address);

        changes(old.stop(CONTROLLER));
        changes(old.disable(CONTROLLER));
        if (!java) {
            changes(old.stop(RABBITMQ));
            changes(old.disable(RABBITMQ));
        }
        changes(next.setAutomatic(CONTROLLER));
        for (int server : new int[] {3, 1, 2, 4}) {
            PlatformServer each = on(environment, prefix + server);
            changes(LongTasks.writeControllerAddress(each, address, cacheHost));
            succeeds(LongTasks.applyConfiguration(each));
            isDone(LongTasks.writeControllerAddress(each, address, cacheHost));
            isDone(LongTasks.applyConfiguration(each));
            assertThat(lab(prefix + server).controllerAddress()).isEqualTo(address);
            if (server == 3) {
                awaitInitialised(each, CONTROLLER);
                if (!java) {
                    changes(LongTasks.createCacheInvalidationService(each));
                }
            }
        }
        awaitInitialised(on(environment, prefix + "1"), SCHEDULER);
        awaitInitialised(on(environment, prefix + "2"), DEPLOYER);

        changes(LongTasks.installServiceCenter(next));

        LabEnvironment lab = lab(prefix + "3").environment();
        assertThat(lab.serviceCenter().installedOn()).isEqualTo(prefix + "3");
        assertThat(lab.runningController()).contains(lab(prefix + "3"));
        assertThat(lab(prefix + "1").controllerInForce(SCHEDULER)).contains(address);
        noSurprises(id);
    }

    private void noSurprises(String id) {
        for (LabServer server :
                context.getBean(LabFarm.class).environment(id).orElseThrow().servers()) {
            assertThat(server.journal().unknownCommands()).as(server.id()).isEmpty();
        }
    }
}
