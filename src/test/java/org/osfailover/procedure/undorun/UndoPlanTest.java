package org.osfailover.procedure.undorun;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Environment;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.farm.Stack;
import org.osfailover.farm.StartType;
import org.osfailover.procedure.undorun.UndoPlan.Change;
import org.osfailover.procedure.undorun.UndoPlan.Pointing;
import org.osfailover.run.EnabledRole;
import org.osfailover.run.ServerBefore;

class UndoPlanTest {

    private static final Instant THEN = Instant.parse("2026-11-22T02:00:00Z");
    private static final String RUN = "production-2026-11-22-1";

    private final Map<String, ServerBefore> before = new LinkedHashMap<>();
    private final Map<String, ServerReading> now = new LinkedHashMap<>();

    /** The Controller sorts first, and its own file has the vendor's default. */
    @Test
    void controllerSaidLocalhost_itGetsThatBackAndTheOthersGetWhatTheyHad() {
        before("h1", "localhost", "localhost", Map.of());
        before("h2", "10.0.0.1", "10.0.0.1", Map.of());
        before("h3", "10.0.0.1", "10.0.0.1", Map.of());
        List.of("h1", "h2", "h3").forEach(id -> now(id, "10.0.0.3", "10.0.0.3", Map.of()));

        UndoPlan underTest = plan();

        assertThat(underTest.controller()).map(Server::id).contains("h1");
        assertThat(underTest.toPoint())
                .containsExactly(
                        new Pointing("h1", "localhost", Optional.of("localhost")),
                        new Pointing("h2", "10.0.0.1", Optional.of("10.0.0.1")),
                        new Pointing("h3", "10.0.0.1", Optional.of("10.0.0.1")));
    }

    @Test
    void frontEndSaidLocalhost_itIsNeverWrittenThereAgain() {
        before("h1", "10.0.0.1", null, Map.of());
        before("h2", "localhost", null, Map.of());
        before("h3", "10.0.0.1", null, Map.of());
        List.of("h1", "h2", "h3").forEach(id -> now(id, "10.0.0.3", null, Map.of()));

        UndoPlan underTest = plan();

        assertThat(underTest.toPoint()).contains(new Pointing("h2", "10.0.0.1", Optional.empty()));
        assertThat(underTest.byHand())
                .anySatisfy(sentence -> assertThat(sentence).contains("h2 named localhost"));
    }

    @Test
    void sameServerUnderAnotherName_isNoDifference() {
        before("h1", "localhost", null, Map.of());
        before("h2", "10.0.0.1", null, Map.of());
        now("h1", "10.0.0.1", null, Map.of());
        now("h2", "10.0.0.1.", null, Map.of());

        assertThat(plan().isEmpty()).isTrue();
    }

    /** A name that the inventory does not have: no server can be looked up for it. */
    @Test
    void sameUnknownNameInOtherSpelling_isNoDifference() {
        before("h1", "CTRL.example.org", "MQ.example.org.", Map.of());
        before("h2", " ctrl.example.org. ", null, Map.of());
        now("h1", "ctrl.example.org.", "mq.example.org", Map.of());
        now("h2", "Ctrl.example.org", null, Map.of());

        assertThat(plan().isEmpty()).isTrue();
        assertThat(plan().byHand()).isEmpty();
    }

    @Test
    void automaticAndStoppedBefore_isSetToAutomaticAndNotStarted() {
        before("h1", "10.0.0.1", null, Map.of(PlatformService.SCHEDULER, "AUTOMATIC/STOPPED"));
        now("h1", "10.0.0.1", null, Map.of(PlatformService.SCHEDULER, "DISABLED/STOPPED"));

        assertThat(plan().toStart())
                .extracting(Change::entry, Change::start)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("h1/SCHEDULER", false));
    }

    @Test
    void manualBefore_isPutInOrOutOfServiceAndAPersonIsTold() {
        before(
                "h1",
                "10.0.0.1",
                null,
                Map.of(PlatformService.SCHEDULER, "MANUAL/STOPPED", PlatformService.CONTROLLER, "MANUAL/RUNNING"));
        now(
                "h1",
                "10.0.0.1",
                null,
                Map.of(
                        PlatformService.SCHEDULER, "AUTOMATIC/INITIALISED",
                        PlatformService.CONTROLLER, "DISABLED/STOPPED"));

        UndoPlan underTest = plan();

        assertThat(underTest.toStop()).extracting(Change::entry).containsExactly("h1/SCHEDULER");
        assertThat(underTest.toEnableFirst())
                .extracting(Change::entry, Change::start)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("h1/CONTROLLER", true));
        assertThat(underTest.byHand()).hasSize(2).allSatisfy(sentence -> assertThat(sentence)
                .contains("to manual"));
    }

    @Test
    void automaticAndRunningBefore_isStarted() {
        before("h1", "10.0.0.1", null, Map.of(PlatformService.DEPLOYER, "AUTOMATIC/INITIALISED"));
        now("h1", "10.0.0.1", null, Map.of(PlatformService.DEPLOYER, "AUTOMATIC/STOPPED"));

        assertThat(plan().toStart()).extracting(Change::start).containsExactly(true);
    }

    @Test
    void serverThatTheRunHasEnabledIsOutOfSight_itIsToBeStopped() {
        before("h1", "10.0.0.1", null, Map.of(PlatformService.CONTROLLER, "AUTOMATIC/INITIALISED"));
        before("h3", "10.0.0.1", null, Map.of(PlatformService.CONTROLLER, "DISABLED/STOPPED"));
        now("h1", "10.0.0.3", null, Map.of(PlatformService.CONTROLLER, "DISABLED/STOPPED"));
        gone("h3");

        UndoPlan underTest = plan(new EnabledRole("h3", PlatformService.CONTROLLER, RUN, THEN))
                .withUnread(list(), reading());

        assertThat(underTest.toStop()).extracting(Change::entry).containsExactly("h3/CONTROLLER");
        assertThat(underTest.toPoint()).extracting(Pointing::serverId).containsExactly("h1", "h3");
    }

    @Test
    void serverThatHadTheRoleBeforeIsOutOfSight_isNotStopped() {
        before("h1", "10.0.0.1", null, Map.of(PlatformService.CONTROLLER, "AUTOMATIC/INITIALISED"));
        gone("h1");

        assertThat(plan(new EnabledRole("h1", PlatformService.CONTROLLER, RUN, THEN))
                        .toStop())
                .isEmpty();
    }

    private UndoPlan plan(EnabledRole... outOfSight) {
        return UndoPlan.of(list(), reading(), List.of(outOfSight));
    }

    private List<ServerBefore> list() {
        return List.copyOf(before.values());
    }

    private FarmReading reading() {
        return new FarmReading(environment(), THEN, now);
    }

    private void before(
            String id,
            String address,
            @org.jspecify.annotations.Nullable String cache,
            Map<PlatformService, String> services) {
        before.put(id, new ServerBefore(id, THEN, address, cache, services(services)));
    }

    private void now(
            String id,
            String address,
            @org.jspecify.annotations.Nullable String cache,
            Map<PlatformService, String> services) {
        now.put(
                id,
                new ServerReading(id, THEN, true, null, null, "11", "SN", address, cache, null, services(services)));
    }

    private void gone(String id) {
        now.put(id, ServerReading.unreachable(id, THEN, RefusalCode.SERVER_UNREACHABLE, "no route to host"));
    }

    private static Map<PlatformService, ServiceReading> services(Map<PlatformService, String> told) {
        Map<PlatformService, ServiceReading> services = new EnumMap<>(PlatformService.class);
        for (PlatformService service : PlatformService.values()) {
            services.put(service, ServiceReading.absent(service));
        }
        told.forEach((service, text) -> services.put(
                service,
                new ServiceReading(
                        service,
                        StartType.valueOf(text.split("/", -1)[0]),
                        ServiceState.valueOf(text.split("/", -1)[1]),
                        "")));
        return services;
    }

    private static Environment environment() {
        return new Environment(
                "production",
                "Production",
                Stack.JAVA,
                Environment.ControllerStart.WITH_CONFIGURATION,
                Environment.RabbitMqPlacement.NONE,
                null,
                new Environment.Approvals(Environment.Approval.SELF, Environment.Approval.SELF),
                new Environment.TrafficSwitch.None(),
                Environment.LicenseInstallation.MANUAL,
                Environment.Republish.MANUAL,
                Environment.AllContent.TRUSTED,
                Environment.ApplyConfiguration.UPGRADE_INSTALL,
                new Environment.ServiceCenterEndpoint("http://10.0.0.1/ServiceCenter", "sc", "All"),
                List.of(server("h1", 1), server("h2", 2), server("h3", 3)),
                Map.of());
    }

    private static Server server(String id, int number) {
        String address = "10.0.0." + number;
        return new Server(
                id,
                address,
                "blue",
                true,
                new SshEndpoint(address, 22, "failover", "ssh", "SHA256:x", null, Elevation.SUDO, null));
    }
}
