package org.osfailover.lab.servicecenter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabFarm;

/** The Service Centers of a farm, listening. */
public final class LabServiceCenters implements AutoCloseable {

    private final List<LabServiceCenter> all = new ArrayList<>();

    private LabServiceCenters() {}

    /** Starts the Service Center of every environment. */
    public static LabServiceCenters start(LabFarm farm) throws IOException {
        return start(farm, null);
    }

    /**
     * Starts the Service Center of every environment.
     *
     * @param tls where it isn't null, HTTPS is spoken, with its certificate
     */
    public static LabServiceCenters start(LabFarm farm, @Nullable SSLContext tls) throws IOException {
        LabServiceCenters started = new LabServiceCenters();
        try {
            for (LabEnvironment environment : farm.environments()) {
                started.all.add(LabServiceCenter.start(environment, tls));
            }
        } catch (IOException e) {
            started.close();
            throw e;
        }
        return started;
    }

    /** The Service Center of the environment of that id. */
    public Optional<LabServiceCenter> of(String environmentId) {
        return all.stream()
                .filter(s -> s.environment().id().equals(environmentId))
                .findFirst();
    }

    public List<LabServiceCenter> all() {
        return List.copyOf(all);
    }

    @Override
    public void close() {
        all.forEach(LabServiceCenter::close);
        all.clear();
    }
}
