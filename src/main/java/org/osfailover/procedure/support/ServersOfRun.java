package org.osfailover.procedure.support;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.osfailover.farm.RunMode;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** For the models' multi-instances: which servers a step is done on. Lists of servers are comma-separated strings. */
@Component("serversOfRun")
public class ServersOfRun {

    private final Runs runs;

    ServersOfRun(Runs runs) {
        this.runs = runs;
    }

    /** Those of the listed servers that the run has not gone on without. */
    public List<String> takingPart(String runId, String servers) {
        Set<String> skipped = runs.skipped(runId);
        return list(servers).stream()
                .filter(id -> !skipped.contains(serverOf(id)))
                .toList();
    }

    /** The server of an entry of a list: the whole of it, or what stands before the service in {@code fe1/SCHEDULER}. */
    public String serverOf(String entry) {
        int slash = entry.indexOf('/');
        return slash < 0 ? entry : entry.substring(0, slash);
    }

    /** The service of an entry such as {@code fe1/SCHEDULER}. */
    public String serviceOf(String entry) {
        return entry.substring(entry.indexOf('/') + 1);
    }

    /** Whether the list has this entry. */
    public boolean isListed(String list, String entry) {
        return list(list).contains(entry);
    }

    /** What a list such as {@code fe1=localhost,fe2=10.0.0.11} has for this server; empty where it has nothing. */
    public String valueOf(String list, String serverId) {
        return list(list).stream()
                .filter(entry -> entry.startsWith(serverId + "="))
                .map(entry -> entry.substring(serverId.length() + 1))
                .findFirst()
                .orElse("");
    }

    /**
     * The listed servers in waves, each a comma-separated list: in a planned run never all of them at once (two waves),
     * in an emergency all at once. The answer depends on the list alone: the engine asks again for every wave, and a
     * server that was left out meanwhile must not shift the others into waves that are over.
     */
    public List<String> waves(String mode, String servers) {
        List<String> ids = list(servers);
        if (ids.isEmpty()) {
            return List.of();
        }
        int size = RunMode.valueOf(mode) == RunMode.EMERGENCY ? ids.size() : (ids.size() + 1) / 2;
        List<String> waves = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += size) {
            waves.add(String.join(",", ids.subList(from, Math.min(ids.size(), from + size))));
        }
        return waves;
    }

    /** The ids in a comma-separated list. */
    public static List<String> list(String servers) {
        return Arrays.stream(servers.split(",", -1))
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .toList();
    }
}
