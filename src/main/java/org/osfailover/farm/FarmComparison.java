package org.osfailover.farm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.CheckFinding.Code;

/** What the servers of an environment must have in common, judged from one reading of all of them. */
public final class FarmComparison {

    private FarmComparison() {}

    /** @param leftOut servers that are known to be gone: nothing is expected of them */
    public static List<FarmFinding> of(FarmReading reading, Set<String> leftOut) {
        List<FarmFinding> findings = new ArrayList<>();
        List<ServerReading> read = reading.environment().servers().stream()
                .map(server -> reading.server(server.id()))
                .filter(server -> server.reachable() && !leftOut.contains(server.serverId()))
                .toList();
        findings.addAll(same(
                read,
                ServerReading::version,
                Code.VERSION,
                "The platform's version",
                "Bring it to the version of the others before a failover"));
        findings.addAll(same(
                read,
                ServerReading::settingsKeyHash,
                Code.SETTINGS_KEY,
                "The key that encrypts the settings (private.key)",
                "Copy private.key from a server that works, before a failover: with another key a server can't read the"
                        + " environment's settings"));
        findings.addAll(ConnectionComparison.findings(reading, read));
        Optional<Server> controller = reading.controller();
        findings.add(
                controller.isPresent()
                        ? new FarmFinding(
                                controller.get().id(), CheckFinding.ok(Code.CONTROLLER, "It is the Controller"))
                        : new FarmFinding(
                                null,
                                CheckFinding.error(
                                        Code.CONTROLLER,
                                        "Which server is the Controller can't be told from the servers",
                                        "Look which address they name; a start of move-controller takes 'oldController'")));
        for (Invariants.Breach breach : Invariants.of(reading, leftOut, true)) {
            findings.add(new FarmFinding(
                    breach.serverId(),
                    breach.acceptable()
                            ? CheckFinding.warning(Code.CONTROLLER, breach.sentence(), "Find out how that came about")
                            : CheckFinding.error(Code.CONTROLLER, breach.sentence(), "Find out how that came about")));
        }
        findings.addAll(ControllerNames.findings(reading, leftOut));
        findings.addAll(CacheServiceNames.findings(reading, leftOut));
        groups(reading).ifPresent(found -> findings.add(new FarmFinding(null, found)));
        return findings;
    }

    private static Optional<CheckFinding> groups(FarmReading reading) {
        if (!reading.unknownGroups().isEmpty()) {
            return Optional.of(CheckFinding.warning(
                    Code.GROUPS,
                    "Whether a group is active is not known: " + reading.unknownGroupsAndWhy(),
                    "Make its servers readable; until then it is neither activated nor left out by default"));
        }
        return reading.activeGroups().isEmpty()
                        && !reading.environment().groups().isEmpty()
                ? Optional.of(CheckFinding.warning(
                        Code.GROUPS,
                        "No group has an enabled Scheduler: no timer runs",
                        "Activate a group, if that is not meant"))
                : Optional.empty();
    }

    /** The servers whose value is not the one that most have; and those that don't tell it. */
    private static List<FarmFinding> same(
            List<ServerReading> read,
            Function<ServerReading, @Nullable String> value,
            Code code,
            String what,
            String remedy) {
        Map<String, Long> counts = new LinkedHashMap<>();
        read.forEach(server -> {
            String its = value.apply(server);
            if (its != null) {
                counts.merge(its, 1L, Long::sum);
            }
        });
        Optional<String> usual = counts.entrySet().stream()
                .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .map(Map.Entry::getKey);
        List<FarmFinding> findings = new ArrayList<>();
        for (ServerReading server : read) {
            String its = value.apply(server);
            if (its == null) {
                findings.add(new FarmFinding(
                        server.serverId(),
                        CheckFinding.warning(
                                code, what + " can't be read here", "Compare it by hand with the others'")));
            } else if (usual.isPresent() && !usual.get().equals(its)) {
                findings.add(new FarmFinding(
                        server.serverId(),
                        CheckFinding.error(
                                code,
                                what + " is not that of the other servers: " + shown(code, its, usual.get()),
                                remedy)));
            }
        }
        if (findings.isEmpty() && usual.isPresent()) {
            findings.add(
                    new FarmFinding(null, CheckFinding.ok(code, what + " is the same on every server that was read")));
        }
        return findings;
    }

    /** Of a key's hash the beginning is enough to tell two apart. */
    private static String shown(Code code, String its, String usual) {
        return code == Code.SETTINGS_KEY
                ? "its hash begins with " + its.substring(0, Math.min(8, its.length())) + ", theirs with "
                        + usual.substring(0, Math.min(8, usual.length()))
                : its + " here, " + usual + " there";
    }

    /** The servers with an error of this code. */
    public static Set<String> serversWith(List<FarmFinding> findings, Code code) {
        return findings.stream()
                .filter(found -> found.isError() && found.finding().code() == code)
                .map(FarmFinding::server)
                .filter(server -> server != null)
                .collect(Collectors.toSet());
    }
}
