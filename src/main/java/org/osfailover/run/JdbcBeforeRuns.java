package org.osfailover.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The readings in the logical database; services as {@code CONTROLLER=AUTOMATIC/INITIALISED}, one a line. */
@Component
@Transactional
public class JdbcBeforeRuns implements BeforeRuns {

    private final JdbcClient jdbc;

    public JdbcBeforeRuns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void keep(String runId, FarmReading reading) {
        jdbc.sql("delete from fo_before_run where run_id = ?").param(runId).update();
        reading.servers().values().stream().filter(ServerReading::reachable).forEach(server -> jdbc.sql(
                        "insert into fo_before_run (run_id, server_id, read_at, controller_address, cache_service_host, services) "
                                + "values (?, ?, ?, ?, ?, ?)")
                .param(runId)
                .param(server.serverId())
                .param(Timestamps.of(reading.readAt()))
                .param(server.controllerAddress())
                .param(server.cacheServiceHost())
                .param(server.services().values().stream()
                        .map(service -> service.service() + "=" + service.startType() + "/" + service.state())
                        .sorted()
                        .collect(Collectors.joining("\n")))
                .update());
    }

    @Override
    public List<ServerBefore> of(String runId) {
        return jdbc.sql("select * from fo_before_run where run_id = ? order by server_id")
                .param(runId)
                .query((row, n) -> before(row))
                .list();
    }

    private static ServerBefore before(ResultSet row) throws SQLException {
        Map<PlatformService, ServiceReading> services = new EnumMap<>(PlatformService.class);
        Arrays.stream(row.getString("services").split("\n", -1))
                .filter(line -> !line.isBlank())
                .map(line -> line.split("[=/]", -1))
                .forEach(parts -> {
                    PlatformService service = PlatformService.valueOf(parts[0]);
                    services.put(
                            service,
                            new ServiceReading(
                                    service,
                                    StartType.valueOf(parts[1]),
                                    ServiceState.valueOf(parts[2]),
                                    "as it was before the run"));
                });
        return new ServerBefore(
                row.getString("server_id"),
                Timestamps.read(row, "read_at"),
                row.getString("controller_address"),
                row.getString("cache_service_host"),
                services);
    }
}
