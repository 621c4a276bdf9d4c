package org.osfailover.web;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.ServerCheck;
import org.osfailover.farm.Verdict;
import org.osfailover.procedure.support.ServerChecks;

/** One server is ready, the next one's login lacks a right. */
final class FakeChecks implements ServerChecks {

    @Override
    public List<ServerCheck> check(Environment environment) {
        return List.of(
                new ServerCheck("fe1", List.of(CheckFinding.ok(Code.REACHABLE, "Its SSH server answers"))),
                new ServerCheck(
                        "fe2",
                        List.of(
                                CheckFinding.warning(Code.CLOCK, "Its clock is 7.0 s behind this program's", "Use NTP"),
                                CheckFinding.error(Code.PRIVILEGE, "It may not", "Allow it"))));
    }

    @Override
    public Map<String, Verdict> mayChange(Environment environment, RunStep step, Collection<String> serverIds) {
        throw new UnsupportedOperationException();
    }
}
