package org.osfailover.lab.servicecenter;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.osfailover.farm.PlatformService;
import org.osfailover.lab.LabServer;

/** What can happen to a server of the demo, in the order of the page's buttons. */
enum ServerEvent {
    POWER_OFF(
            "Power off",
            "powered off",
            "was powered off: nothing runs on it, and nobody reaches it.",
            LabServer::powerOff,
            server -> !server.isPoweredOn()),
    CUT_OFF(
            "Cut off",
            "cut off from the network, works on",
            "was cut off from the network: nobody reaches it, and its services run on.",
            server -> server.faults().cutOff(),
            server -> server.faults().isCutOff()),
    REFUSE_LOGIN(
            "Refuse login",
            "refuses every login",
            "refuses every login from now on.",
            server -> server.faults().refusesLogin(),
            server -> server.faults().isLoginRefused()),
    HANG_ON_STOP(
            "Hang on stop",
            "a service told to stop hangs",
            "has services that hang from now on when they are told to stop.",
            server -> server.faults().hangsOnStop(PlatformService.values()),
            server -> server.faults().isHangingOnStop()),
    START_SLOWLY(
            "Start slowly",
            "services start slowly",
            "takes 20 seconds longer from now on to start a service.",
            server -> server.faults().startsSlowly(Duration.ofSeconds(20)),
            server -> !server.faults().startDelay().isZero()),
    LIE(
            "Lie",
            "lies: says that its services have stopped",
            "lies from now on: asked for its services, it says that all of them have stopped.",
            server -> server.faults().liesAboutServices(),
            server -> server.faults().isLyingAboutServices()),
    ANOTHER_HOST_KEY(
            "Another host key",
            "shows another host key",
            "shows another host key than the inventory's from now on.",
            server -> server.faults().changesHostKey(),
            server -> server.faults().isHostKeyChanged()),
    FULL_DISK(
            "Full disk",
            "disk is full",
            "has a full disk: what runs, runs on, and nothing can be written.",
            server -> server.faults().fillsDisk(),
            server -> server.faults().isDiskFull()),
    COMES_BACK(
            "Comes back",
            "",
            "came back as it was: powered on, reachable, nothing wrong with it. Its automatic services start with what lies"
                    + " on its disk.",
            server -> {
                server.faults().clear();
                server.powerOn();
            },
            server -> ServerEvent.present(server).isEmpty());

    private final String label;
    private final String state;
    private final String sentence;
    private final Consumer<LabServer> change;
    private final Predicate<LabServer> isSo;

    ServerEvent(String label, String state, String sentence, Consumer<LabServer> change, Predicate<LabServer> isSo) {
        this.label = label;
        this.state = state;
        this.sentence = sentence;
        this.change = change;
        this.isSo = isSo;
    }

    /** The event of that word, as requests name it: {@code power-off}. */
    static Optional<ServerEvent> of(String word) {
        return Arrays.stream(values()).filter(e -> e.word().equals(word)).findFirst();
    }

    /** What has happened to the server, and is so still. */
    static List<ServerEvent> present(LabServer server) {
        return Arrays.stream(values())
                .filter(e -> e != COMES_BACK && e.isSo(server))
                .toList();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the button says. */
    String label() {
        return label;
    }

    /** How the server is once it has happened. */
    String state() {
        return state;
    }

    /** What has become of the server, after its name. */
    String sentence() {
        return sentence;
    }

    void happenTo(LabServer server) {
        change.accept(server);
    }

    boolean isSo(LabServer server) {
        return isSo.test(server);
    }
}
