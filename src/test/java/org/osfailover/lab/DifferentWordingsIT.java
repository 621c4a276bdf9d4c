package org.osfailover.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.osfailover.farm.PlatformService.CONTROLLER;
import static org.osfailover.farm.PlatformService.SCHEDULER;
import static org.osfailover.farm.ServiceState.INITIALISED;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Stack;
import org.osfailover.platform.LongTasks;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.PlatformServers;
import org.osfailover.remote.CommandLog;
import org.osfailover.remote.ContactGate;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Tools of the Java stack that put their questions in other words than the ones we would have chosen. */
class DifferentWordingsIT {

    private final Path directory;
    private @Nullable LabFarm farm;
    private @Nullable AnnotationConfigApplicationContext context;

    DifferentWordingsIT(@TempDir Path directory) {
        this.directory = directory;
    }

    static Stream<LabWordings> wordings() {
        return Stream.of(LabWordings.chatty(), LabWordings.terse());
    }

    @AfterEach
    void close() {
        if (context != null) {
            context.close();
        }
        if (farm != null) {
            farm.close();
        }
    }

    private AnnotationConfigApplicationContext start(LabWordings wordings) throws IOException {
        LabFarm started = LabFarms.java(LabOptions.defaults().with(wordings));
        farm = started;
        started.start();
        started.environments().get(0).serviceCenterPort(8080);
        LabInventory inventory = new LabInventory(started);
        Path file = directory.resolve("environments.yaml");
        inventory.write(file);
        Map<String, Object> properties = new LinkedHashMap<>(inventory.credentials());
        properties.put("failover.inventory", file.toString());
        AnnotationConfigApplicationContext product = new AnnotationConfigApplicationContext();
        context = product;
        product.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
        product.registerBean(Deadlines.class, Deadlines::defaults);
        product.registerBean(ContactGate.class, ContactGate::open);
        product.registerBean(CommandLog.class, SilentCommandLog::new);
        product.scan("org.osfailover.platform", "org.osfailover.remote", "org.osfailover.farm");
        product.refresh();
        return product;
    }

    @ParameterizedTest
    @MethodSource("wordings")
    void everyStep_isDoneAllTheSame(LabWordings wordings) throws IOException {
        AnnotationConfigApplicationContext product = start(wordings);
        Environment environment =
                product.getBean(Environments.class).find("lab").orElseThrow();
        assertThat(environment.stack()).isEqualTo(Stack.JAVA);
        PlatformServer old = server(product, environment, "fe1");
        PlatformServer next = server(product, environment, "fe2");
        String address = environment.server("fe2").orElseThrow().address();

        succeeds(old.stop(SCHEDULER));
        succeeds(old.disable(SCHEDULER));
        succeeds(old.stop(CONTROLLER));
        succeeds(old.disable(CONTROLLER));
        assertThat(old.read().service(CONTROLLER).isStoppedAndDisabled()).isTrue();
        succeeds(next.setAutomatic(CONTROLLER));
        succeeds(LongTasks.writeControllerAddress(next, address, Optional.empty()));
        succeeds(LongTasks.applyConfiguration(next));
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        next.read().service(CONTROLLER).state())
                .isEqualTo(INITIALISED));
        succeeds(LongTasks.installServiceCenter(next));

        assertThat(labServer("fe2").environment().serviceCenter().installedOn()).isEqualTo("fe2");
    }

    private LabServer labServer(String id) {
        LabFarm started = farm;
        if (started == null) {
            throw new IllegalStateException("the farm is not started");
        }
        return started.server(id);
    }

    private static PlatformServer server(
            AnnotationConfigApplicationContext product, Environment environment, String id) {
        return product.getBean(PlatformServers.class)
                .on(environment, environment.server(id).orElseThrow(), new RunStep("run-1", "test", false));
    }

    private static void succeeds(Outcome outcome) {
        assertThat(outcome.isSuccess()).as(outcome.sentence()).isTrue();
    }
}
