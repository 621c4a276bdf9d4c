package org.osfailover.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.run.Run;
import org.osfailover.run.Runs;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The environments: as the inventory has them, and as their servers are now. */
@RestController
@RequestMapping(path = "/api/environments", produces = MediaType.APPLICATION_JSON_VALUE)
class EnvironmentsController {

    private final Environments environments;
    private final FarmReadings readings;
    private final Runs runs;

    EnvironmentsController(Environments environments, FarmReadings readings, Runs runs) {
        this.environments = environments;
        this.readings = readings;
        this.runs = runs;
    }

    /** All environments of the inventory. No server is read for it. */
    @GetMapping
    List<EnvironmentJson.Summary> list() {
        return environments.all().stream()
                .map(environment -> EnvironmentJson.summary(environment, lockedBy(environment)))
                .toList();
    }

    /** One environment and what its servers are like now; takes as long as the slowest server, 10 s at most. */
    @GetMapping("/{id}")
    EnvironmentJson read(@PathVariable String id) {
        Environment environment = find(environments, id);
        return EnvironmentJson.of(readings.recent(environment), lockedBy(environment), server -> readings.lastKnown(
                        environment.id(), server.id())
                .orElse(null));
    }

    private @Nullable String lockedBy(Environment environment) {
        return runs.holderOf(environment.id()).map(Run::id).orElse(null);
    }

    static Environment find(Environments environments, String id) {
        return environments
                .find(id)
                .orElseThrow(() -> Problems.notFound(
                        environments.all().isEmpty()
                                ? "There is no environment '" + id + "': the inventory has none"
                                : "There is no environment '" + id + "'. There are: " + environments.ids()));
    }
}
