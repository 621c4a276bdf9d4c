package org.osfailover.lab.servicecenter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets things happen to the demo's farm, and remembers what did. In memory only. */
final class FarmEvents {

    static final String RESET = "reset";
    static final String PREFIX = "service-center-";

    private static final Logger LOG = LoggerFactory.getLogger(FarmEvents.class);
    private static final int KEPT = 50;

    /**
     * What happened.
     *
     * @param number counts from 1 since the demo was started
     * @param subject the id of the server, {@link #idOf} the Service Center, or {@link #RESET}
     */
    record Happened(int number, Instant at, String subject, String sentence) {}

    /** What can't happen: the sentence says why, and what could. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean notFound;

        Refused(boolean notFound, String sentence) {
            super(sentence);
            this.notFound = notFound;
        }

        boolean isNotFound() {
            return notFound;
        }

        String sentence() {
            return String.valueOf(getMessage());
        }
    }

    private final LabFarm farm;
    private final LabServiceCenters serviceCenters;
    private final List<Happened> happened = new ArrayList<>();
    private int count;

    FarmEvents(LabFarm farm, LabServiceCenters serviceCenters) {
        this.farm = farm;
        this.serviceCenters = serviceCenters;
    }

    /** The id of an environment's Service Center among the subjects. */
    static String idOf(LabServiceCenter center) {
        return PREFIX + center.environment().id();
    }

    /** @param server its id; empty where it is about a Service Center or all */
    synchronized Happened happen(String server, String serviceCenter, String what) throws Refused {
        if (!server.isEmpty() && !serviceCenter.isEmpty()) {
            throw new Refused(false, "Name a server or a Service Center, not both.");
        }
        if (!server.isEmpty()) {
            return toServer(server, what);
        }
        if (!serviceCenter.isEmpty()) {
            return toServiceCenter(serviceCenter, what);
        }
        if (!what.equals(RESET)) {
            throw new Refused(
                    false,
                    "Name a server (server=…) or the environment of a Service Center (serviceCenter=…); only " + RESET
                            + " is about all of them.");
        }
        farm.reset();
        serviceCenters.all().forEach(ServiceCenterEvent.BACK_TO_NORMAL::happenTo);
        return note(RESET, "Everything is as it was at the first start.");
    }

    private Happened toServer(String id, String what) throws Refused {
        List<LabServer> all =
                farm.environments().stream().flatMap(e -> e.servers().stream()).toList();
        LabServer server = all.stream()
                .filter(s -> s.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        true,
                        "There is no server '" + id + "' in the demo. There are: "
                                + all.stream().map(LabServer::id).collect(Collectors.joining(", ")) + "."));
        ServerEvent event = ServerEvent.of(what)
                .orElseThrow(() -> new Refused(
                        false, unknown(what, Arrays.stream(ServerEvent.values()).map(ServerEvent::word))));
        try {
            event.happenTo(server);
        } catch (IllegalStateException e) {
            throw new Refused(
                    false,
                    e.getMessage() + ". Another program has taken it; stop that one, or the demo, and try again.");
        }
        return note(id, id + " " + event.sentence());
    }

    private Happened toServiceCenter(String environment, String what) throws Refused {
        LabServiceCenter center = serviceCenters
                .of(environment)
                .orElseThrow(() -> new Refused(
                        true,
                        "There is no environment '" + environment + "' in the demo. There are: "
                                + farm.environments().stream()
                                        .map(Object::toString)
                                        .collect(Collectors.joining(", "))
                                + "."));
        ServiceCenterEvent event = ServiceCenterEvent.of(what)
                .orElseThrow(() -> new Refused(
                        false,
                        unknown(what, Arrays.stream(ServiceCenterEvent.values()).map(ServiceCenterEvent::word))));
        event.happenTo(center);
        return note(idOf(center), "Service Center of " + environment + " " + event.sentence());
    }

    private static String unknown(String what, Stream<String> words) {
        return "Nothing called '" + what + "' can happen (happens=…). These can: "
                + words.collect(Collectors.joining(", ")) + ".";
    }

    private Happened note(String subject, String sentence) {
        Happened now = new Happened(++count, farm.now(), subject, sentence);
        LOG.info("the farm: {}", sentence);
        happened.add(0, now);
        if (happened.size() > KEPT) {
            happened.remove(KEPT);
        }
        return now;
    }

    /** Newest first. */
    synchronized List<Happened> newest(int atMost) {
        return happened.stream().limit(atMost).toList();
    }

    synchronized Optional<Happened> number(int number) {
        return happened.stream().filter(h -> h.number() == number).findFirst();
    }
}
