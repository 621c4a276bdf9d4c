package org.osfailover.run;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The lock of each environment: a row that stays and names its owner. Whoever wants it locks the row first, so that two
 * who come at once are served one after the other, and the second sees the first one's name.
 */
final class EnvironmentLocks {

    private final JdbcClient jdbc;
    private final TransactionTemplate ownTransaction;

    EnvironmentLocks(JdbcClient jdbc, TransactionTemplate ownTransaction) {
        this.jdbc = jdbc;
        this.ownTransaction = ownTransaction;
    }

    /** Locks the row until the caller's transaction ends, and says who owns the lock. */
    Optional<String> lockRow(String environmentId) {
        makeRow(environmentId);
        return owner("select run_id from fo_environment_lock where environment_id = ? for update", environmentId);
    }

    void take(String environmentId, String runId, Instant at) {
        set(environmentId, runId, at);
    }

    void free(String environmentId) {
        set(environmentId, null, null);
    }

    Optional<String> ownerOf(String environmentId) {
        return owner("select run_id from fo_environment_lock where environment_id = ?", environmentId);
    }

    private void set(String environmentId, @Nullable String runId, @Nullable Instant at) {
        jdbc.sql("update fo_environment_lock set run_id = ?, taken_at = ? where environment_id = ?")
                .param(runId)
                .param(at == null ? null : Timestamps.of(at))
                .param(environmentId)
                .update();
    }

    private Optional<String> owner(String sql, String environmentId) {
        return jdbc
                .sql(sql)
                .param(environmentId)
                .query((row, n) -> Optional.ofNullable(row.getString("run_id")))
                .list()
                .stream()
                .findFirst()
                .flatMap(owner -> owner);
    }

    private void makeRow(String environmentId) {
        if (hasRow(environmentId)) {
            return;
        }
        try {
            ownTransaction.executeWithoutResult(
                    status -> jdbc.sql("insert into fo_environment_lock (environment_id) values (?)")
                            .param(environmentId)
                            .update());
        } catch (DuplicateKeyException e) {
            // somebody else made it in the meantime: it is there, which is all that is wanted
        }
    }

    private boolean hasRow(String environmentId) {
        return !jdbc.sql("select environment_id from fo_environment_lock where environment_id = ?")
                .param(environmentId)
                .query(String.class)
                .list()
                .isEmpty();
    }
}
