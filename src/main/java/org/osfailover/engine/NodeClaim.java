package org.osfailover.engine;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * This program's hold on its node id: a row with a sign of life every two seconds, by the database's clock. Whoever frees
 * a node's job locks holds the node id, so that a second program with the same one neither frees the living one's jobs
 * nor works beside it. An orderly end gives it back at once; after a crash the next start waits until the last sign of
 * life is old enough, and says so.
 */
final class NodeClaim implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeClaim.class);

    static final Duration BEAT = Duration.ofSeconds(2);
    /** No sign of life for so long: the program is gone. Seven beats, so that a slow database is no death. */
    static final Duration STALE = Duration.ofSeconds(15);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final String nodeId;
    private final String incarnation = UUID.randomUUID().toString();
    private final Runnable superseded;
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "node-beat");
        thread.setDaemon(true);
        return thread;
    });

    /** @param superseded what is done when somebody else has taken the node id over: no new job may begin then */
    NodeClaim(JdbcClient jdbc, TransactionTemplate transaction, String nodeId, Runnable superseded) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.nodeId = nodeId;
        this.superseded = superseded;
    }

    private record Holder(String incarnation, String host, long pid, Instant startedAt, Instant beatAt, Instant now) {

        Duration age() {
            return Duration.between(beatAt, now);
        }

        String sentence(String nodeId) {
            return "Another program works on this database with the same failover.node-id '" + nodeId + "': on " + host
                    + ", process " + pid + ", alive since " + startedAt.truncatedTo(ChronoUnit.SECONDS) + ", seen "
                    + Math.max(0, age().toSeconds()) + " s ago.";
        }
    }

    /**
     * Waits until the node id is free, or its holder has given no sign of life for {@link #STALE}, and takes it.
     *
     * @throws NodeInUse its holder is alive
     */
    void take() {
        Holder first = null;
        while (true) {
            Holder holder = tryToTake();
            if (holder == null) {
                var unused = beats.scheduleWithFixedDelay(
                        this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
                return;
            }
            if (first == null) {
                first = holder;
                LOG.warn(
                        "{} Where it has crashed, this one goes on when the last sign of life is {} s old; waiting",
                        holder.sentence(nodeId),
                        STALE.toSeconds());
            } else if (!holder.incarnation().equals(first.incarnation())
                    || holder.beatAt().isAfter(first.beatAt())) {
                throw new NodeInUse(holder.sentence(nodeId));
            }
            pause();
        }
    }

    /** Null where it is ours now, and otherwise whose it is. */
    private @Nullable Holder tryToTake() {
        try {
            return transaction.execute(status -> {
                Optional<Holder> found = holder();
                if (found.isPresent() && found.get().age().compareTo(STALE) < 0) {
                    return found.get();
                }
                found.ifPresent(gone -> LOG.info(
                        "node {}: taken over from process {} on {}, which gave its last sign of life {} s ago",
                        nodeId,
                        gone.pid(),
                        gone.host(),
                        gone.age().toSeconds()));
                jdbc.sql("delete from fo_node where node_id = ?").param(nodeId).update();
                jdbc.sql("insert into fo_node (node_id, incarnation, host, pid, started_at, beat_at)"
                                + " values (?, ?, ?, ?, current_timestamp, current_timestamp)")
                        .param(nodeId)
                        .param(incarnation)
                        .param(hostName())
                        .param(ProcessHandle.current().pid())
                        .update();
                return null;
            });
        } catch (DuplicateKeyException somebodyElseAtTheSameTime) {
            return transaction.execute(status -> holder().orElse(null));
        }
    }

    private Optional<Holder> holder() {
        return jdbc
                .sql("select incarnation, host, pid, started_at, beat_at, current_timestamp as now_at from fo_node"
                        + " where node_id = ? for update")
                .param(nodeId)
                .query((row, n) -> new Holder(
                        row.getString("incarnation"),
                        row.getString("host"),
                        row.getLong("pid"),
                        row.getObject("started_at", OffsetDateTime.class).toInstant(),
                        row.getObject("beat_at", OffsetDateTime.class).toInstant(),
                        row.getObject("now_at", OffsetDateTime.class).toInstant()))
                .list()
                .stream()
                .findFirst();
    }

    private void beat() {
        try {
            int ours = jdbc.sql("update fo_node set beat_at = current_timestamp where node_id = ? and incarnation = ?")
                    .param(nodeId)
                    .param(incarnation)
                    .update();
            if (ours == 0) {
                LOG.error(
                        "Another program has taken the failover.node-id '{}' over, since this one gave no sign of life"
                                + " for {} s (it stood still, or the database was away): this one ends",
                        nodeId,
                        STALE.toSeconds());
                beats.shutdown();
                superseded.run();
            }
        } catch (DataAccessException | org.springframework.transaction.TransactionException e) {
            LOG.warn("node {}: no sign of life could be written ({})", nodeId, e.getMessage());
        }
    }

    /** Gives the node id back: the next start need not wait. */
    @Override
    public void close() {
        beats.shutdownNow();
        try {
            jdbc.sql("delete from fo_node where node_id = ? and incarnation = ?")
                    .param(nodeId)
                    .param(incarnation)
                    .update();
        } catch (DataAccessException e) {
            LOG.info("node {}: not given back ({}); the next start waits for it", nodeId, e.getMessage());
        }
    }

    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.length() <= 255 ? name : name.substring(0, 255);
        } catch (UnknownHostException e) {
            return "unknown host";
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the node id", e);
        }
    }
}
