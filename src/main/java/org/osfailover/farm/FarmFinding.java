package org.osfailover.farm;

import org.jspecify.annotations.Nullable;

/**
 * Something that a check of an environment found.
 *
 * @param server null where it is no single server's
 */
public record FarmFinding(@Nullable String server, CheckFinding finding) {

    public boolean isError() {
        return finding.severity() == CheckFinding.Severity.ERROR;
    }

    public boolean isOk() {
        return finding.severity() == CheckFinding.Severity.OK;
    }
}
