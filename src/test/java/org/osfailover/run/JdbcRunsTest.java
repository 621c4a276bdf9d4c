package org.osfailover.run;

import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** The contract on H2 in memory, in its own mode. */
class JdbcRunsTest extends RunsContract {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    @Override
    DataSource dataSource() {
        return JdbcConnectionPool.create(
                "jdbc:h2:mem:runs" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=60", "sa", "");
    }
}
