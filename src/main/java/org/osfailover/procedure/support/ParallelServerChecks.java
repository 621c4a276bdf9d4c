package org.osfailover.procedure.support;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerCheck;
import org.osfailover.farm.Verdict;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.PlatformServers;
import org.springframework.stereotype.Component;

/**
 * Checks the servers of an environment at once. A check asks more than a reading: it has three times its deadline.
 */
@Component
class ParallelServerChecks implements ServerChecks {

    private final PlatformServers servers;
    private final ParallelCalls calls;
    private final Deadlines deadlines;

    ParallelServerChecks(PlatformServers servers, ParallelCalls calls, Deadlines deadlines) {
        this.servers = servers;
        this.calls = calls;
        this.deadlines = deadlines;
    }

    private Duration deadline(Environment environment) {
        return deadlines.reading(environment.stack()).multipliedBy(3);
    }

    @Override
    public List<ServerCheck> check(Environment environment) {
        RunStep step = RunStep.reading("check-servers");
        return List.copyOf(calls.call(
                        environment,
                        environment.servers(),
                        deadline(environment),
                        server -> new ServerCheck(
                                server.id(),
                                servers.on(environment, server, step).check()),
                        (server, failure) -> notChecked(server, failure, deadline(environment)))
                .values());
    }

    private static ServerCheck notChecked(Server server, ParallelCalls.Failure failure, Duration deadline) {
        CheckFinding finding = failure == ParallelCalls.Failure.LATE
                ? CheckFinding.error(
                        Code.CHECK,
                        "It was not checked to the end within " + deadline.toSeconds() + " s",
                        "Where it is only slow, raise failover.deadlines.reading")
                : CheckFinding.error(Code.CHECK, "Checking it failed in this program", "The program's log says why");
        return new ServerCheck(server.id(), List.of(finding));
    }

    @Override
    public Map<String, Verdict> mayChange(Environment environment, RunStep step, Collection<String> serverIds) {
        return verdicts(environment, step, serverIds, PlatformServer::mayChange);
    }

    @Override
    public Map<String, Verdict> mayRunJobs(Environment environment, RunStep step, Collection<String> serverIds) {
        return verdicts(environment, step, serverIds, PlatformServer::mayRunJobs);
    }

    private Map<String, Verdict> verdicts(
            Environment environment,
            RunStep step,
            Collection<String> serverIds,
            Function<PlatformServer, Verdict> question) {
        List<Server> concerned = environment.servers().stream()
                .filter(server -> serverIds.contains(server.id()))
                .toList();
        return calls.call(
                environment,
                concerned,
                deadline(environment),
                server -> question.apply(servers.on(environment, server, step)),
                (server, failure) -> Verdict.allowed("it could not be told in time"));
    }
}
