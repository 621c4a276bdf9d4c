package org.osfailover.lab.servicecenter;

import static org.osfailover.lab.servicecenter.XmlText.escaped;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.servicecenter.FarmEvents.Happened;

/** {@code /demo/farm}: a row a server and a Service Center, how it really is, and what can happen to it. */
final class FarmPage {

    private static final int SHOWN_EVENTS = 12;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final DateTimeFormatter TIME_AND_ZONE =
            DateTimeFormatter.ofPattern("HH:mm:ss xxx", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final LabFarm farm;
    private final LabServiceCenters serviceCenters;
    private final FarmEvents events;
    private Optional<Happened> told = Optional.empty();
    private @Nullable String refusal;

    FarmPage(LabFarm farm, LabServiceCenters serviceCenters, FarmEvents events) {
        this.farm = farm;
        this.serviceCenters = serviceCenters;
        this.events = events;
    }

    /** Tells of this beside the server or Service Center that it is about. */
    FarmPage tell(Optional<Happened> happened) {
        this.told = happened;
        return this;
    }

    FarmPage refuse(String sentence) {
        this.refusal = sentence;
        return this;
    }

    String render() {
        DemoPage page = new DemoPage(DemoPage.FARM, "The farm").wide();
        if (refusal != null) {
            page.result(false, refusal);
        }
        page.html(
                "<p class=\"lead\">The servers as they really are. The program does not look here: it finds out over SSH,"
                        + " as it would on yours. As of <time>" + TIME_AND_ZONE.format(farm.now())
                        + "</time>. <a href=\"/demo/farm\">Read again</a></p><p class=\"jump\">Go to " + jumps()
                        + "</p>");
        farm.environments().forEach(e -> page.html(environment(e)));
        return page.html(all()).html(happened()).render();
    }

    private String jumps() {
        return farm.environments().stream()
                        .map(e -> "<a href=\"#" + escaped(e.id()) + "\">" + escaped(e.name()) + "</a>, ")
                        .collect(Collectors.joining())
                + "<a href=\"#" + FarmEvents.RESET + "\">all of it</a>, <a href=\"#happened\">what happened</a>";
    }

    // --- an environment

    private String environment(LabEnvironment environment) {
        String id = escaped(environment.id());
        return "<section class=\"farm\" id=\"" + id + "\"><h2>" + escaped(environment.name()) + " <code>" + id
                + "</code></h2><p class=\"note\">Controller: " + controllers(environment)
                + " &nbsp; Active front-ends: " + activeGroups(environment)
                + "</p><table><thead><tr><th scope=\"col\">Server</th><th scope=\"col\">State</th>"
                + "<th scope=\"col\">Services</th><th scope=\"col\">Its Controller</th>"
                + "<th scope=\"col\">What can happen to it</th></tr></thead><tbody>"
                + environment.servers().stream().map(this::row).collect(Collectors.joining())
                + serviceCenters.of(environment.id()).map(this::row).orElse("") + "</tbody></table></section>";
    }

    private static String controllers(LabEnvironment environment) {
        List<String> running = environment.servers().stream()
                .filter(s -> s.state(PlatformService.CONTROLLER).isRunning())
                .map(LabServer::id)
                .toList();
        return switch (running.size()) {
            case 0 -> state("bad", "none is running");
            case 1 -> "<strong>" + escaped(running.get(0)) + "</strong>";
            default -> state("bad", "more than one: " + String.join(", ", running));
        };
    }

    private static String activeGroups(LabEnvironment environment) {
        List<String> active = environment.servers().stream()
                .filter(s -> s.state(PlatformService.SCHEDULER).isRunning())
                .map(s -> s.group() == null ? s.id() : "group " + s.group())
                .distinct()
                .toList();
        return switch (active.size()) {
            case 0 -> state("bad", "none: no Scheduler is running");
            case 1 -> "<strong>" + escaped(active.get(0)) + "</strong>";
            default -> state("bad", "more than one group: " + String.join(", ", active));
        };
    }

    // --- a row

    private String row(LabServer server) {
        List<ServerEvent> present = ServerEvent.present(server);
        return "<tr id=\"" + escaped(server.id()) + "\"><th scope=\"row\">" + escaped(server.id()) + "<span>"
                + escaped(server.address())
                + (server.group() == null ? "" : ", group " + escaped(String.valueOf(server.group())))
                + "</span></th>"
                + cell(
                        "State",
                        present.isEmpty()
                                ? state("good", "on, all well")
                                : present.stream()
                                        .map(e -> state("bad", e.state()))
                                        .collect(Collectors.joining(" ")))
                + cell("Services", services(server))
                + cell("Its Controller", namedController(server))
                + cell(
                        "What can happen to it",
                        message(server.id())
                                + buttons(
                                        "server",
                                        server.id(),
                                        Stream.of(ServerEvent.values())
                                                .map(e -> new Button(
                                                        e.word(),
                                                        e.label(),
                                                        e == ServerEvent.COMES_BACK,
                                                        e.isSo(server)))))
                + "</tr>";
    }

    private String row(LabServiceCenter center) {
        List<ServiceCenterEvent> present = ServiceCenterEvent.present(center);
        String environment = center.environment().id();
        Licensing licensing = new Licensing(center.environment());
        return "<tr id=\"" + escaped(FarmEvents.idOf(center))
                + "\"><th scope=\"row\">Service Center<span><a href=\"/demo/service-center/" + escaped(environment)
                + "\">Open it</a></span></th>"
                + cell(
                        "State",
                        present.isEmpty()
                                ? state("good", "all well")
                                : present.stream()
                                        .map(e -> state("bad", e.state()))
                                        .collect(Collectors.joining(" ")))
                + cell("", "Licence " + (licensing.isValid() ? state("good", "valid") : state("bad", "not valid")))
                + cell(
                        "",
                        "Installed on "
                                + escaped(Optional.ofNullable(center.environment()
                                                .serviceCenter()
                                                .installedOn())
                                        .orElse("no server")))
                + cell(
                        "What can happen to it",
                        message(FarmEvents.idOf(center))
                                + buttons(
                                        "serviceCenter",
                                        environment,
                                        Stream.of(ServiceCenterEvent.values())
                                                .map(e -> new Button(
                                                        e.word(),
                                                        e.label(),
                                                        e == ServiceCenterEvent.BACK_TO_NORMAL,
                                                        e.isSo(center)))))
                + "</tr>";
    }

    private static String services(LabServer server) {
        StringBuilder list = new StringBuilder("<ul>");
        for (PlatformService service : server.services().keySet()) {
            ServiceState now = server.state(service);
            list.append("<li")
                    .append(now == ServiceState.STOPPED ? " class=\"off\"" : "")
                    .append('>')
                    .append(service == PlatformService.CONTROLLER ? "Controller" : escaped(service.shortName()))
                    .append(": ")
                    .append(words(now, service))
                    .append(", ")
                    .append(words(server.startType(service)))
                    .append("</li>");
        }
        return list.append("</ul>").toString();
    }

    private static String words(ServiceState now, PlatformService service) {
        boolean waits = now == ServiceState.RUNNING && service != PlatformService.RABBITMQ;
        return waits ? "running, not initialised" : now.name().toLowerCase(Locale.ROOT);
    }

    private static String words(StartType startType) {
        return startType.name().toLowerCase(Locale.ROOT);
    }

    private static String namedController(LabServer server) {
        String address = server.controllerAddress();
        return server.environment()
                .serverAt(address)
                .map(s -> s == server ? "itself" : escaped(s.id()))
                .map(name -> name + "<span>" + escaped(address) + "</span>")
                .orElse(state(
                        "bad", address.isEmpty() ? "none" : address + ", which is no server of this environment"));
    }

    /**
     * A button.
     *
     * @param mends it makes all well again
     * @param isSo pressing it would change nothing
     */
    private record Button(String word, String label, boolean mends, boolean isSo) {}

    private static String buttons(String kind, String id, Stream<Button> buttons) {
        return "<form method=\"post\" action=\"/demo/farm\"><input type=\"hidden\" name=\"" + kind + "\" value=\""
                + escaped(id) + "\">"
                + buttons.map(b -> "<button name=\"happens\" value=\"" + b.word() + "\" class=\""
                                + (b.mends() ? "mends" : "plain") + "\"" + (b.isSo() ? " disabled" : "")
                                + " aria-label=\"" + escaped(b.label() + ": " + id) + "\">" + escaped(b.label())
                                + "</button>")
                        .collect(Collectors.joining())
                + "</form>";
    }

    private String message(String subject) {
        return told.filter(h -> h.subject().equals(subject))
                .map(FarmPage::message)
                .orElse("");
    }

    private static String message(Happened happened) {
        return "<p class=\"result done\" role=\"status\">" + time(happened.at()) + " " + escaped(happened.sentence())
                + "</p>";
    }

    private static String time(Instant at) {
        return "<time>" + TIME.format(at) + "</time>";
    }

    private static String cell(String label, String html) {
        return "<td data-label=\"" + escaped(label) + "\">" + html + "</td>";
    }

    private static String state(String kind, String words) {
        return "<span class=\"state " + kind + "\">" + escaped(words) + "</span>";
    }

    // --- all of it

    private String all() {
        return "<section id=\"" + FarmEvents.RESET + "\"><h2>All of it</h2>" + message(FarmEvents.RESET)
                + "<p class=\"note\">Power, services, configuration, Service Centers and licences of all servers, as they were"
                + " at the first start. The program is not told: runs under way go on, a fence that is open acts on the"
                + " server that came back, and the records stay. (Stop the demo and delete its folder to lose those, too.)"
                + "</p><form method=\"post\" action=\"/demo/farm\"><button name=\"happens\" value=\"" + FarmEvents.RESET
                + "\" class=\"plain\">Everything as it was at the first start</button></form></section>";
    }

    private String happened() {
        List<Happened> newest = events.newest(SHOWN_EVENTS);
        String lines = newest.stream()
                .map(h -> "<li>" + time(h.at()) + " " + escaped(h.sentence()) + "</li>")
                .collect(Collectors.joining());
        return "<section id=\"happened\"><h2>What happened</h2>"
                + (newest.isEmpty()
                        ? "<p class=\"note\">Nothing yet since the demo was started. What you let happen here is forgotten when"
                                + " the demo is stopped; only a server that is off stays off.</p>"
                        : "<ol reversed class=\"happened\">" + lines + "</ol>")
                + "<p class=\"note\">For scripts: <code>GET /demo/farm.json</code>, and <code>POST /demo/farm.json</code>"
                + " with <code>server=java-fe1&amp;happens=power-off</code>.</p></section>";
    }
}
