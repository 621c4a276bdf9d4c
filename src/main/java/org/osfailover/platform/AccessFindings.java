package org.osfailover.platform;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.RefusalCode;

/** What both stacks' checks find in the same way: the way in, the clock, the room on the disk. */
public final class AccessFindings {

    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);
    /** A server that works well lets somebody in within a second or two; assumed. */
    private static final Duration SLOW = Duration.ofSeconds(10);
    /** Installing Service Center unpacks and compiles; assumed. */
    private static final long ENOUGH_BYTES = 1024L * 1024 * 1024;

    private AccessFindings() {}

    /** The way in is free. */
    public static List<CheckFinding> letIn() {
        return List.of(
                CheckFinding.ok(Code.REACHABLE, "Its SSH server answers"),
                CheckFinding.ok(Code.HOST_KEY, "It shows the pinned host key"),
                CheckFinding.ok(Code.LOGIN, "The login is accepted"));
    }

    /**
     * The way in is free.
     *
     * @param after how long it took until the first command had answered
     */
    public static List<CheckFinding> letIn(Duration after) {
        List<CheckFinding> all = letIn();
        return after.compareTo(SLOW) < 0
                ? all
                : List.of(
                        CheckFinding.warning(
                                Code.REACHABLE,
                                "Its SSH server answered after " + after.toSeconds() + " s: slow",
                                "Look why (load, name service, UseDNS in its sshd_config); above"
                                        + " failover.deadlines.login nothing can be done on it"),
                        all.get(1),
                        all.get(2));
    }

    /** Nobody was let in; the refusal says how far it went. */
    public static List<CheckFinding> shutOut(RefusalCode code, String sentence) {
        return switch (code) {
            case HOST_KEY_CHANGED ->
                List.of(
                        letIn().get(0),
                        CheckFinding.error(
                                Code.HOST_KEY,
                                sentence,
                                "Compare the key on the server's own console; only if it was changed on purpose, change"
                                        + " hostKey in the inventory"));
            case AUTHENTICATION_FAILED ->
                List.of(
                        letIn().get(0),
                        letIn().get(1),
                        CheckFinding.error(
                                Code.LOGIN,
                                sentence,
                                "Correct the credentials, or the account on the server (docs/servers.md)"));
            case JUMP_HOST_FAILED ->
                List.of(CheckFinding.error(
                        Code.REACHABLE,
                        sentence,
                        "Repair the way there: the jump host's own login, key and forwarding (docs/servers.md)"));
            case SERVER_SLOW ->
                List.of(CheckFinding.error(
                        Code.REACHABLE,
                        sentence,
                        "Look why it is slow (load, name service, antivirus); where it is always so, raise"
                                + " failover.deadlines.login and failover.deadlines.reading"));
            case LOGINS_LIMITED ->
                List.of(
                        letIn().get(0),
                        CheckFinding.error(
                                Code.LOGIN,
                                sentence,
                                "Wait some minutes; then exempt this program's address from the limit"
                                        + " (PerSourcePenaltyExemptList, MaxStartups: docs/servers.md)"));
            case SERVER_BUSY ->
                List.of(CheckFinding.error(
                        Code.REACHABLE, sentence, "Check again when what is under way there has ended"));
            default ->
                List.of(CheckFinding.error(
                        Code.REACHABLE,
                        sentence,
                        "Check that the server is up, its SSH service runs, and no firewall is between"));
        };
    }

    /**
     * Compares the clocks.
     *
     * @param asked when this program asked, and {@code answered} when it had the answer
     * @param said the server's time, somewhere in between
     * @param precision how exact the server's answer is
     */
    public static CheckFinding clock(Instant asked, Instant answered, Instant said, Duration precision) {
        Duration half = Duration.between(asked, answered).dividedBy(2);
        Duration difference = Duration.between(asked.plus(half), said);
        boolean differs = difference.abs().minus(half).minus(precision).compareTo(CLOCK_TOLERANCE) > 0;
        String seconds = String.format(Locale.ROOT, "%.1f s", Math.abs(difference.toMillis()) / 1000.0);
        return differs
                ? CheckFinding.warning(
                        Code.CLOCK,
                        "Its clock is " + seconds + (difference.isNegative() ? " behind" : " ahead of")
                                + " this program's",
                        "Synchronise the clocks (NTP) of the servers and of this program's host")
                : CheckFinding.ok(Code.CLOCK, "Its clock agrees with this program's");
    }

    /** The room where the platform is installed. */
    public static CheckFinding disk(String where, long freeBytes) {
        String free = String.format(Locale.ROOT, "%.1f GiB free at %s", freeBytes / 1073741824.0, where);
        return freeBytes < ENOUGH_BYTES
                ? CheckFinding.warning(
                        Code.DISK, "Only " + free, "Make room: installing Service Center and publishing need it")
                : CheckFinding.ok(Code.DISK, free);
    }
}
