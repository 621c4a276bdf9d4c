package org.osfailover.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osfailover.run.Deviation;
import org.osfailover.run.Deviations;
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;

/** Fences and deviations in memory, for the pages that list them. */
final class FakeOpenItems implements Fences, Deviations {

    final List<Fence> fences = new ArrayList<>();
    final List<Deviation> deviations = new ArrayList<>();

    void pending(String environment, String server) {
        String run = environment + "-2026-11-22-1";
        fences.add(new Fence(
                run + "-fence-" + server,
                run,
                environment,
                server,
                Fence.State.PENDING,
                "POWERED_OFF",
                "olga",
                "its plug is out",
                List.of("CONTROLLER"),
                null,
                Instant.parse("2026-11-22T03:00:00Z"),
                null,
                null));
    }

    void deviation(long id, String environment, String server) {
        deviations.add(new Deviation(
                id,
                environment + "-2026-11-22-1",
                environment,
                server,
                Instant.parse("2026-11-22T03:00:00Z"),
                "decide-on-server/serviceTask_recordDecision",
                "The run goes on without this server",
                "olga",
                null,
                null,
                null));
    }

    @Override
    public List<Fence> open(String environmentId) {
        return fences.stream()
                .filter(fence -> fence.environment().equals(environmentId) && fence.isOpen())
                .toList();
    }

    @Override
    public List<Deviation> of(String environmentId, boolean closedToo) {
        return deviations.stream()
                .filter(deviation -> deviation.environment().equals(environmentId))
                .filter(deviation -> closedToo || deviation.closedAt() == null)
                .toList();
    }

    @Override
    public Optional<Deviation> find(long id) {
        return deviations.stream().filter(deviation -> deviation.id() == id).findFirst();
    }

    @Override
    public boolean close(long id, String person, String reason) {
        return change(
                id,
                d -> new Deviation(
                        d.id(),
                        d.run(),
                        d.environment(),
                        d.server(),
                        d.at(),
                        d.step(),
                        d.sentence(),
                        d.owner(),
                        Instant.parse("2026-11-22T04:00:00Z"),
                        person,
                        reason));
    }

    @Override
    public boolean handOver(long id, String owner) {
        return change(
                id,
                d -> new Deviation(
                        d.id(),
                        d.run(),
                        d.environment(),
                        d.server(),
                        d.at(),
                        d.step(),
                        d.sentence(),
                        owner,
                        null,
                        null,
                        null));
    }

    private boolean change(long id, java.util.function.UnaryOperator<Deviation> change) {
        Optional<Deviation> open = find(id).filter(deviation -> deviation.closedAt() == null);
        open.ifPresent(deviation -> deviations.set(deviations.indexOf(deviation), change.apply(deviation)));
        return open.isPresent();
    }

    @Override
    public void renew(
            String fenceId,
            String method,
            String person,
            String comment,
            List<String> services,
            @org.jspecify.annotations.Nullable String controllerAddress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void closeFenced(String runId, String serverId, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void name(String runId, String environmentId, String serverId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void withdraw(String runId, String serverId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Fence attest(
            String runId,
            String serverId,
            String method,
            String person,
            String comment,
            List<String> services,
            @Nullable String controllerAddress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Fence> find(String fenceId) {
        return fences.stream().filter(fence -> fence.id().equals(fenceId)).findFirst();
    }

    @Override
    public List<Fence> pending() {
        return List.copyOf(fences);
    }

    @Override
    public void end(String fenceId, String report) {
        throw new UnsupportedOperationException();
    }
}
