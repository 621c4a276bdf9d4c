package org.osfailover.lab;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Says at the demo's start where to go, how to log in, how to stop it and where its state lies. A password is said only
 * while it is the demo's own; one that somebody set is theirs.
 */
@Component
@Profile("demo")
class DemoWelcome {

    private static final Logger LOG = LoggerFactory.getLogger(DemoWelcome.class);

    /** The demo's own logins, besides the administrator's, and what they are for. */
    private static final Map<String, String> USERS = new TreeMap<>(Map.of(
            "operator", "starts the procedures, decides on servers",
            "approver", "approves plans",
            "licensing", "fetches and installs licence files"));

    private final LabFarm farm;
    private final Environment properties;

    DemoWelcome(LabFarm farm, Environment properties) {
        this.farm = farm;
        this.properties = properties;
    }

    @EventListener(ApplicationStartedEvent.class)
    void started(ApplicationStartedEvent event) {
        Duration took = event.getTimeTaken();
        LOG.info(
                "2 of 2 done: database, engine and procedures are there{}.",
                took == null ? "" : " after " + DemoFarm.seconds(took));
    }

    /** The last thing at a start: what else waits for the program to be ready has said its word by then. */
    @EventListener
    void welcome(AvailabilityChangeEvent<ReadinessState> event) {
        if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
            LOG.info("{}", text());
        }
    }

    String text() {
        String root = "http://localhost:" + properties.getProperty("local.server.port", "8080");
        StringBuilder text = new StringBuilder("the demo is ready. Nothing in it leaves this machine.\n\n");
        line(text, "Tasklist", root + "/camunda/app/tasklist/");
        line(text, "The farm: break it here", root + "/demo/farm");
        line(text, "Cockpit", root + "/camunda/app/cockpit/");
        line(text, "Environments", root + "/api/environments");
        line(text, "Licensing Portal", root + "/demo/licensing");
        farm.environments()
                .forEach(e -> line(text, "Service Center of " + e.id(), root + "/demo/service-center/" + e.id()));
        text.append("\n  Log in as\n");
        login(
                text,
                properties.getProperty("camunda.bpm.admin-user.id", "admin"),
                properties.getProperty("camunda.bpm.admin-user.password", ""),
                "may do everything");
        USERS.forEach(
                (id, what) -> login(text, id, properties.getProperty("failover.users." + id + ".password", ""), what));
        return text.append("\n  Ctrl+C stops it; started again, every run goes on where it was.\n  Its state lies in ")
                .append(DemoFarm.directory(properties))
                .append(": stop it and delete that folder to begin anew.\n")
                .toString();
    }

    private static void line(StringBuilder text, String name, String address) {
        text.append(String.format(Locale.ROOT, "  %-30s %s\n", name, address));
    }

    /** The demo's own passwords are the users' names. */
    private static void login(StringBuilder text, String id, String password, String what) {
        String shown = password.equals(id) ? id + " / " + password : id + " (password as configured)";
        text.append(String.format(Locale.ROOT, "    %-28s %s\n", shown, what));
    }
}
