package org.osfailover.procedure.support;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RunMode;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;

/**
 * Who had which role when the plan was made, as one text (in bytes: a text variable ends at 4,000 characters): an approval belongs to that plan and is void when the servers
 * say something else now (safety rule 7). Whether a service runs at the moment is no part of it; what starts by itself,
 * and which address is in force, is.
 */
public final class PlannedState {

    /** A server that is not as it was planned with. */
    public record Difference(String serverId, String sentence) {}

    private PlannedState() {}

    /** No server's id can be this. */
    private static final String MODE = "(mode)";

    /** The mode that the plan is for, and the roles on the servers that could be read. */
    public static byte[] of(FarmReading reading, RunMode mode) {
        String roles = new String(of(reading), StandardCharsets.UTF_8);
        return (MODE + "=" + mode + "\n" + roles).getBytes(StandardCharsets.UTF_8);
    }

    /** Why a plan for one mode is void in the other; empty where the mode is the plan's. */
    public static Optional<String> otherMode(byte[] planned, RunMode now) {
        return new String(planned, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(MODE + "=") && !line.equals(MODE + "=" + now))
                .findFirst()
                .map(line -> "The mode was switched from " + line.substring(MODE.length() + 1) + " to " + now
                        + " before anything was changed, so the plan and its approval are void: the other mode restarts"
                        + " the servers in another order, and others approve it.");
    }

    /** The roles on the servers that could be read. */
    public static byte[] of(FarmReading reading) {
        List<String> lines = new ArrayList<>();
        for (Server server : reading.environment().servers()) {
            ServerReading read = reading.server(server.id());
            if (read.reachable()) {
                lines.add(server.id() + "=" + roles(read));
            }
        }
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The first server that differs from what was planned with. One that can't be read now is not this check's business;
     * one that could not be read then differs only if it starts a Controller beside the one that was known.
     */
    public static Optional<Difference> firstDifference(byte[] planned, FarmReading now) {
        Map<String, String> then = new LinkedHashMap<>();
        new String(planned, StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> then.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        boolean controllerKnown = then.values().stream().anyMatch(roles -> roles.startsWith(CONTROLLER_STARTS));
        for (Server server : now.environment().servers()) {
            ServerReading read = now.server(server.id());
            if (!read.reachable()) {
                continue;
            }
            String roles = roles(read);
            String before = then.get(server.id());
            boolean cameBackAsController = before == null && controllerKnown && roles.startsWith(CONTROLLER_STARTS);
            if (cameBackAsController || (before != null && !before.equals(roles))) {
                return Optional.of(new Difference(
                        server.id(),
                        "It is not as it was when the plan was made, so the plan and its approval are void. Then: "
                                + (before == null
                                        ? "it could not be read, and another server had the Controller"
                                        : before)
                                + ". Now: " + roles + "."));
            }
        }
        return Optional.empty();
    }

    private static final String CONTROLLER_STARTS = "Controller starts by itself";

    private static String roles(ServerReading read) {
        String address = read.controllerAddress();
        return (read.service(PlatformService.CONTROLLER).isInService()
                        ? CONTROLLER_STARTS
                        : "Controller does not start by itself")
                + ", Scheduler "
                + (read.service(PlatformService.SCHEDULER).isInService() ? "starts" : "does not start")
                + " by itself, the Controller's address is "
                + (address == null ? "not readable" : address.trim().toLowerCase(Locale.ROOT))
                + ", Deployment "
                + (read.service(PlatformService.DEPLOYER).isInService() ? "starts" : "does not start")
                + " by itself, version " + (read.version() == null ? "not readable" : read.version());
    }
}
