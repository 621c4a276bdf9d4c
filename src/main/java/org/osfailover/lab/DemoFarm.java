package org.osfailover.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osfailover.lab.servicecenter.LabServiceCenters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.Profiles;
import org.springframework.core.env.PropertyResolver;
import org.springframework.core.env.StandardEnvironment;

/**
 * Profile {@code demo}: starts the simulated farm before any bean is made, so that the inventory and its credentials are
 * there when they are read, and tells the program where they are. Everything lies under {@code failover.demo.directory}
 * (default {@code demo}). What the command line, system properties or environment variables say wins over all of it.
 * Without the profile it does nothing.
 */
public final class DemoFarm implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    static final String PROPERTY_SOURCE = "demoFarm";
    private static final Logger LOG = LoggerFactory.getLogger(DemoFarm.class);
    private static final String DIRECTORY = "failover.demo.directory";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        if (!environment.acceptsProfiles(Profiles.of("demo"))) {
            return;
        }
        Path directory = directory(environment);
        boolean isFirst = Files.notExists(directory.resolve("farm"));
        Instant begun = Instant.now();
        LOG.info("{}", beginning(isFirst, directory));
        DefaultListableBeanFactory beans = (DefaultListableBeanFactory) context.getBeanFactory();
        try {
            LabFarm farm = LabFarm.demo(directory.resolve("farm"));
            beans.registerSingleton("labFarm", farm);
            beans.registerDisposableBean("labFarm", farm::close);
            farm.start();
            LabServiceCenters serviceCenters = LabServiceCenters.start(farm);
            beans.registerSingleton("labServiceCenters", serviceCenters);
            beans.registerDisposableBean("labServiceCenters", serviceCenters::close);
            LabInventory inventory = new LabInventory(farm);
            Path file = directory.resolve("environments.yaml");
            inventory.write(file);
            add(environment.getPropertySources(), properties(directory, file, inventory));
            LOG.info("{}", farmIsUp(farm, Duration.between(begun, Instant.now()), isFirst));
        } catch (IOException e) {
            beans.destroySingletons();
            throw new UncheckedIOException("the simulated farm can't be started in " + directory, e);
        }
    }

    private static String beginning(boolean isFirst, Path directory) {
        return isFirst
                ? "the demo starts for the first time: it sets up simulated servers, a database and the procedures in "
                        + directory + ". That takes about half a minute; it says when it is ready."
                : "the demo starts again, where it was, from " + directory
                        + ". That takes about 20 seconds; it says when it is ready.";
    }

    private static String farmIsUp(LabFarm farm, Duration took, boolean isFirst) {
        long servers =
                farm.environments().stream().mapToLong(e -> e.servers().size()).sum();
        return "1 of 2 done in " + seconds(took) + ": " + servers + " simulated servers listen for SSH, and "
                + farm.environments().size() + " Service Centers. Next: "
                + (isFirst
                        ? "the database is made and the procedures are put into it."
                        : "the database and the engine.");
    }

    /** For people: whole seconds, never 0. */
    static String seconds(Duration took) {
        long seconds = Math.max(1, Math.round(took.toMillis() / 1000.0));
        return seconds == 1 ? "1 second" : seconds + " seconds";
    }

    /** Where the demo keeps everything. */
    static Path directory(PropertyResolver properties) {
        return Path.of(properties.getProperty(DIRECTORY, "demo"))
                .toAbsolutePath()
                .normalize();
    }

    private static Map<String, Object> properties(Path directory, Path inventoryFile, LabInventory inventory) {
        Map<String, Object> properties = new LinkedHashMap<>(inventory.credentials());
        properties.put("failover.inventory", inventoryFile.toString());
        // the database must outlive the program's orderly stop, which still records how commands ended
        properties.put(
                "spring.datasource.url",
                "jdbc:h2:file:" + directory.resolve("db").resolve("failover") + ";DB_CLOSE_ON_EXIT=FALSE");
        properties.put("server.address", "127.0.0.1");
        return properties;
    }

    private static void add(MutablePropertySources sources, Map<String, Object> properties) {
        MapPropertySource demo = new MapPropertySource(PROPERTY_SOURCE, properties);
        if (sources.contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
            sources.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, demo);
        } else {
            sources.addLast(demo);
        }
    }
}
