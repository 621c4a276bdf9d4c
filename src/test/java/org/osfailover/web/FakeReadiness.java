package org.osfailover.web;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.Environment;
import org.osfailover.farm.FarmFinding;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.RunMode;
import org.osfailover.procedure.support.Readiness;
import org.osfailover.procedure.support.RunControl;
import org.osfailover.run.Approval;
import org.osfailover.run.Approvals;
import org.osfailover.run.ReadinessCheck;
import org.osfailover.run.ReadinessChecks;

/** A check that found one bad server; and runs that can be told nothing, or anything. */
final class FakeReadiness implements Readiness, ReadinessChecks, RunControl, Approvals {

    private static final List<FarmFinding> FOUND = List.of(new FarmFinding(
            "fe2",
            CheckFinding.error(
                    CheckFinding.Code.VERSION, "The platform's version is another", "Bring it to the others'")));

    /** Why a run can't be told; null where it can. */
    @Nullable String notPossible;

    String told = "";

    @Override
    public Known of(Environment environment, FarmReading now) {
        return new Known(
                State.NOT_READY, "1 finding", Instant.parse("2026-11-22T03:00:00Z"), Duration.ofSeconds(90), FOUND);
    }

    @Override
    public String start(String environmentId) {
        return environmentId + "-2026-11-22-2";
    }

    @Override
    public List<FarmFinding> ofRun(String runId) {
        return FOUND;
    }

    @Override
    public String abort(String runId, String person, String reason) throws NotPossibleException {
        tell("abort " + runId + " " + person + " " + reason);
        return "Nothing is under way on a server: the run ends at once.";
    }

    @Override
    public String giveUp(String runId, String serverId, String person, String reason) throws NotPossibleException {
        tell("give up " + runId + " " + serverId + " " + person + " " + reason);
        return "It is given up.";
    }

    @Override
    public void switchMode(String runId, RunMode mode, String person, String reason) throws NotPossibleException {
        tell("mode " + runId + " " + mode + " " + person + " " + reason);
    }

    private void tell(String what) throws NotPossibleException {
        if (notPossible != null) {
            throw new NotPossibleException(notPossible);
        }
        told = what;
    }

    @Override
    public void begin(String checkId, String environmentId, @Nullable String runId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void keep(String checkId, @Nullable String serverId, List<FarmFinding> findings) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void end(String checkId, String roles) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<FarmFinding> findings(String checkId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public java.util.Optional<ReadinessCheck> newest(String environmentId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void record(
            String runId, String planHash, String kind, String person, boolean approved, @Nullable String note) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Approval> of(String runId) {
        return List.of(new Approval(
                Instant.parse("2026-11-22T03:00:00Z"),
                "abc123",
                "SELF",
                "olga",
                true,
                "The starter has approved it alone"));
    }

    @Override
    public String planHash(String runId) {
        return "abc123";
    }

    @Override
    public java.util.Map<String, Long> lastDurations(String procedure, String environmentId) {
        throw new UnsupportedOperationException();
    }
}
