package org.osfailover.farm;

import java.util.Comparator;
import java.util.List;

/** What a check found on one server, in the order in which things build on each other. */
public record ServerCheck(String serverId, List<CheckFinding> findings) {

    public ServerCheck {
        findings = List.copyOf(findings);
    }

    /** The worst severity. */
    public CheckFinding.Severity worst() {
        return findings.stream()
                .map(CheckFinding::severity)
                .max(Comparator.naturalOrder())
                .orElse(CheckFinding.Severity.OK);
    }
}
