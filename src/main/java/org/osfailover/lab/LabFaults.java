package org.osfailover.lab;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.PlatformService;

/** What is wrong with one server. In memory only: a restarted farm is a healthy one. Thread-safe. */
public final class LabFaults {

    /** How the server answers connections. */
    public enum Connection {
        NORMAL,
        /** Nothing listens. */
        REFUSED,
        /** Connections are accepted and then nothing comes. */
        HANGS
    }

    /** When the connection is cut, and what becomes of the command that was running. */
    public enum Cut {
        /** The command never ran. */
        BEFORE,
        /** The command ran to its end; nobody was told. */
        AFTER
    }

    /** A command whose text contains this ends so instead of doing what it should. */
    public record Failure(String commandContains, int exitCode, String message) {}

    /** The connection ends around a command whose text contains this; once. */
    public record ConnectionCut(String commandContains, Cut when) {}

    /** A tool whose path contains this asks one more question before its first one. */
    public record ExtraQuestion(String toolContains, String question) {}

    private static final String RIGHTS_ONLY = " -l -- ";
    private static final String TRIES_ONLY = "try-server.ps1";

    private final LabServer server;
    private final Set<PlatformService> hangOnStop = EnumSet.noneOf(PlatformService.class);
    private final Set<PlatformService> pretendToStop = EnumSet.noneOf(PlatformService.class);
    private final Map<PlatformService, Duration> reviving = new EnumMap<>(PlatformService.class);
    private final List<Failure> failures = new CopyOnWriteArrayList<>();
    private final List<ConnectionCut> cuts = new CopyOnWriteArrayList<>();
    private final List<ExtraQuestion> extraQuestions = new CopyOnWriteArrayList<>();
    private final Set<Integer> blocked = new HashSet<>();
    private Connection connection = Connection.NORMAL;
    private boolean cutOff;
    private boolean loginRefused;
    private boolean hostKeyChanged;
    private boolean rightsMissing;
    private boolean sudoAsking;
    private boolean lying;
    private boolean diskFull;
    private Duration delay = Duration.ZERO;
    private Duration startDelay = Duration.ZERO;
    private @Nullable String toldSerialNumber;

    LabFaults(LabServer server) {
        this.server = server;
    }

    /** Nothing listens on the SSH port; the server itself works on, and the other servers still reach it. */
    public LabFaults unreachable() {
        return connection(Connection.REFUSED);
    }

    /** SSH connections are accepted and nothing is ever said. */
    public LabFaults acceptsAndHangs() {
        return connection(Connection.HANGS);
    }

    /** Neither we nor the other servers reach it, yet it works on: the case that fencing is about. */
    public LabFaults cutOff() {
        server.environment().farm().changing(() -> cutOff = true);
        return connection(Connection.REFUSED);
    }

    /** Every login is refused, whatever the password or key. */
    public synchronized LabFaults refusesLogin() {
        loginRefused = true;
        return this;
    }

    /** It shows another host key than the inventory's. */
    public LabFaults changesHostKey() {
        synchronized (this) {
            hostKeyChanged = true;
        }
        server.reconnect();
        return this;
    }

    /** The login works and may read, and may change nothing: sudoers has no such lines, or it is no administrator. */
    public synchronized LabFaults lacksRights() {
        rightsMissing = true;
        return this;
    }

    /** sudo asks for the user's password (Java stack). */
    public synchronized LabFaults sudoAsksForPassword() {
        sudoAsking = true;
        return this;
    }

    /** The service never gets from stopping to stopped. */
    public synchronized LabFaults hangsOnStop(PlatformService... services) {
        hangOnStop.addAll(List.of(services));
        return this;
    }

    /** Services take this much longer until they run. Those that run already are not touched. */
    public synchronized LabFaults startsSlowly(Duration longer) {
        startDelay = longer;
        return this;
    }

    /** Asked for its services' states, the server says that all of them have stopped, whatever they do. */
    public synchronized LabFaults liesAboutServices() {
        lying = true;
        return this;
    }

    /** Nothing can be written any more: neither files nor the record of a new job. What runs, runs on. */
    public synchronized LabFaults fillsDisk() {
        diskFull = true;
        return this;
    }

    /** Stopping is reported as done, and the service runs on. */
    public synchronized LabFaults pretendsToStop(PlatformService... services) {
        pretendToStop.addAll(List.of(services));
        return this;
    }

    /** Once stopped, the service is started again by its recovery, unless it was disabled by then. */
    public synchronized LabFaults revivesAfterStop(PlatformService service, Duration after) {
        reviving.put(service, after);
        return this;
    }

    /** Every command takes this much longer. */
    public synchronized LabFaults slow(Duration each) {
        delay = each;
        return this;
    }

    /** Commands whose text contains this fail: they do nothing, print the message and end with the code. */
    public LabFaults failsOn(String commandContains, int exitCode, String message) {
        failures.add(new Failure(commandContains, exitCode, message));
        return this;
    }

    /** A firewall lets nothing from this server to that port of the others. */
    public synchronized LabFaults blocksPort(int port) {
        blocked.add(port);
        return this;
    }

    synchronized boolean isBlocked(int port) {
        return blocked.contains(port);
    }

    /** The connection ends around the next command whose text contains this. */
    public LabFaults cutsConnectionOn(String commandContains, Cut when) {
        cuts.add(new ConnectionCut(commandContains, when));
        return this;
    }

    /** An interactive tool whose path contains this begins with a question that nobody expects. */
    public LabFaults asksExtraQuestion(String toolContains, String question) {
        extraQuestions.add(new ExtraQuestion(toolContains, question));
        return this;
    }

    /** Until Service Center is installed on it, the server tells this serial number of itself. */
    public synchronized LabFaults tellsSerialNumber(String other) {
        toldSerialNumber = other;
        return this;
    }

    /** All is well again; what hung stops now. */
    public LabFaults clear() {
        synchronized (this) {
            hangOnStop.clear();
            pretendToStop.clear();
            reviving.clear();
            failures.clear();
            cuts.clear();
            extraQuestions.clear();
            blocked.clear();
            loginRefused = false;
            hostKeyChanged = false;
            rightsMissing = false;
            sudoAsking = false;
            lying = false;
            diskFull = false;
            delay = Duration.ZERO;
            startDelay = Duration.ZERO;
            toldSerialNumber = null;
            connection = Connection.NORMAL;
        }
        server.environment().farm().changing(() -> cutOff = false);
        server.unstick();
        server.reconnect();
        return this;
    }

    private LabFaults connection(Connection how) {
        synchronized (this) {
            connection = how;
        }
        server.reconnect();
        return this;
    }

    public synchronized Connection connection() {
        return connection;
    }

    synchronized Optional<String> toldSerialNumber() {
        return Optional.ofNullable(toldSerialNumber);
    }

    /** Read by the service machine, under the farm's lock. */
    public boolean isCutOff() {
        return cutOff;
    }

    public synchronized boolean isLoginRefused() {
        return loginRefused;
    }

    public synchronized boolean isHostKeyChanged() {
        return hostKeyChanged;
    }

    public synchronized boolean isRightsMissing() {
        return rightsMissing;
    }

    public synchronized boolean isSudoAsking() {
        return sudoAsking;
    }

    public synchronized Duration delay() {
        return delay;
    }

    /** How much longer than usual a service takes until it runs. */
    public synchronized Duration startDelay() {
        return startDelay;
    }

    public synchronized boolean isLyingAboutServices() {
        return lying;
    }

    public synchronized boolean isDiskFull() {
        return diskFull;
    }

    /** Whether at least one service never gets from stopping to stopped. */
    public synchronized boolean isHangingOnStop() {
        return !hangOnStop.isEmpty();
    }

    synchronized boolean isHangingOnStop(PlatformService service) {
        return hangOnStop.contains(service);
    }

    synchronized boolean isPretendingToStop(PlatformService service) {
        return pretendToStop.contains(service);
    }

    synchronized @Nullable Duration revives(PlatformService service) {
        return reviving.get(service);
    }

    /** The failure that this command meets. */
    public Optional<Failure> failureOf(String command) {
        return failures.stream()
                .filter(f -> isMeant(command, f.commandContains()))
                .findFirst();
    }

    /**
     * What only asks about a command is met by no fault of the command itself: whether sudo would run it ({@code sudo -l}),
     * and whether Windows would take its script ({@code try-server.ps1}, which carries all of them by name).
     */
    private static boolean isMeant(String command, String contained) {
        boolean asksSudo = command.startsWith("sudo ") && command.contains(RIGHTS_ONLY);
        return command.contains(contained)
                && (contained.contains(RIGHTS_ONLY) || !asksSudo)
                && (command.startsWith(contained) || !command.startsWith(TRIES_ONLY));
    }

    /** The cut that this command meets; it is used up. */
    public Optional<ConnectionCut> takeCutOf(String command) {
        Optional<ConnectionCut> cut =
                cuts.stream().filter(c -> isMeant(command, c.commandContains())).findFirst();
        cut.ifPresent(cuts::remove);
        return cut;
    }

    /** The question that nobody expects of this tool. */
    public Optional<ExtraQuestion> extraQuestionOf(String tool) {
        return extraQuestions.stream()
                .filter(q -> tool.contains(q.toolContains()))
                .findFirst();
    }
}
