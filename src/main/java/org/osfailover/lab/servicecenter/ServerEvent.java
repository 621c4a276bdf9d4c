package org.osfailover.lab.servicecenter;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.osfailover.farm.PlatformService;
import org.osfailover.lab.LabFaults;
import org.osfailover.lab.LabServer;

/** What can happen to a server of the demo, in the order of the page's buttons. */
enum ServerEvent {
    POWER_OFF("Power off", "powered off", "was powered off: nothing runs on it, and nobody reaches it."),
    CUT_OFF(
            "Cut off",
            "cut off from the network, works on",
            "was cut off from the network: nobody reaches it, and its services run on."),
    REFUSE_LOGIN("Refuse login", "refuses every login", "refuses every login from now on."),
    HANG_ON_STOP(
            "Hang on stop",
            "a service told to stop hangs",
            "has services that hang from now on when they are told to stop."),
    START_SLOWLY("Start slowly", "services start slowly", "takes 20 seconds longer from now on to start a service."),
    LIE(
            "Lie",
            "lies: says that its services have stopped",
            "lies from now on: asked for its services, it says that all of them have stopped."),
    ANOTHER_HOST_KEY(
            "Another host key", "shows another host key", "shows another host key than the inventory's from now on."),
    FULL_DISK("Full disk", "disk is full", "has a full disk: what runs, runs on, and nothing can be written."),
    COMES_BACK(
            "Comes back",
            "",
            "came back as it was: powered on, reachable, nothing wrong with it. Its automatic services start with what lies"
                    + " on its disk.");

    private static final Duration SLOWER = Duration.ofSeconds(20);

    private final String label;
    private final String state;
    private final String sentence;

    ServerEvent(String label, String state, String sentence) {
        this.label = label;
        this.state = state;
        this.sentence = sentence;
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
        LabFaults faults = server.faults();
        switch (this) {
            case POWER_OFF -> server.powerOff();
            case CUT_OFF -> faults.cutOff();
            case REFUSE_LOGIN -> faults.refusesLogin();
            case HANG_ON_STOP -> faults.hangsOnStop(PlatformService.values());
            case START_SLOWLY -> faults.startsSlowly(SLOWER);
            case LIE -> faults.liesAboutServices();
            case ANOTHER_HOST_KEY -> faults.changesHostKey();
            case FULL_DISK -> faults.fillsDisk();
            case COMES_BACK -> {
                faults.clear();
                server.powerOn();
            }
        }
    }

    boolean isSo(LabServer server) {
        LabFaults faults = server.faults();
        return switch (this) {
            case POWER_OFF -> !server.isPoweredOn();
            case CUT_OFF -> faults.isCutOff();
            case REFUSE_LOGIN -> faults.isLoginRefused();
            case HANG_ON_STOP -> faults.isHangingOnStop();
            case START_SLOWLY -> !faults.startDelay().isZero();
            case LIE -> faults.isLyingAboutServices();
            case ANOTHER_HOST_KEY -> faults.isHostKeyChanged();
            case FULL_DISK -> faults.isDiskFull();
            case COMES_BACK -> present(server).isEmpty();
        };
    }
}
