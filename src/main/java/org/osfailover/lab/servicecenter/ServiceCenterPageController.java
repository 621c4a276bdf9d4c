package org.osfailover.lab.servicecenter;

import static org.osfailover.lab.servicecenter.XmlText.escaped;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.servicecenter.LicensingPortal.Result;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/** A page of the demo's Service Centers: Administration &gt; Licensing, and what a person needs of Factory. */
@Controller
@Profile("demo")
@RequestMapping("/demo/service-center/{environment}")
class ServiceCenterPageController {

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");
    private static final String DOWN = "HTTP Error 503. The service is unavailable.";
    private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=UTF-8");

    private final LabFarm farm;
    private final LabServiceCenters serviceCenters;

    ServiceCenterPageController(LabFarm farm, LabServiceCenters serviceCenters) {
        this.farm = farm;
        this.serviceCenters = serviceCenters;
    }

    @GetMapping
    ResponseEntity<String> show(@PathVariable String environment) {
        return farm.environment(environment)
                .map(e -> isDown(e) ? down(e) : page(e, HttpStatus.OK, null))
                .orElseGet(() -> noSuchEnvironment(environment));
    }

    /** Backup License: the installed file. */
    @GetMapping("/license")
    ResponseEntity<byte[]> backup(@PathVariable String environment) {
        return farm.environment(environment)
                .filter(e -> !isDown(e))
                .flatMap(e -> new Licensing(e).installed())
                .map(license -> LicensingPortalController.attachment(license.file()))
                .orElseGet(() -> ResponseEntity.status(HttpStatus.NOT_FOUND)
                        .contentType(TEXT)
                        .body("There is no license to back up.".getBytes(StandardCharsets.UTF_8)));
    }

    /** Upload New License, by the page's form. */
    @PostMapping("/license")
    ResponseEntity<String> upload(
            @PathVariable String environment, @RequestParam(required = false) @Nullable MultipartFile file)
            throws IOException {
        Optional<LabEnvironment> found = farm.environment(environment);
        if (found.isEmpty()) {
            return noSuchEnvironment(environment);
        }
        if (isDown(found.get())) {
            return down(found.get());
        }
        if (file == null || file.isEmpty()) {
            return page(
                    found.get(),
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    new Result(false, "Choose a license file first. It is usually called license.lic."));
        }
        Optional<String> refusal = new Licensing(found.get()).install(file.getBytes());
        return refusal.map(words -> page(found.get(), HttpStatus.UNPROCESSABLE_ENTITY, new Result(false, words)))
                .orElseGet(() -> page(found.get(), HttpStatus.OK, new Result(true, "The new license is installed.")));
    }

    /** Upload New License, for scripts: the body is the file, whatever its content type. */
    @PutMapping("/license")
    ResponseEntity<ProblemDetail> put(@PathVariable String environment, HttpServletRequest request) throws IOException {
        Optional<LabEnvironment> found = farm.environment(environment);
        if (found.isEmpty()) {
            return problem(HttpStatus.NOT_FOUND, "No such environment", noEnvironment(environment));
        }
        if (isDown(found.get())) {
            return problem(HttpStatus.SERVICE_UNAVAILABLE, "Service Unavailable", DOWN);
        }
        byte[] file = request.getInputStream().readNBytes(LabLicense.LARGEST_FILE + 1);
        if (file.length > LabLicense.LARGEST_FILE) {
            return problem(
                    HttpStatus.PAYLOAD_TOO_LARGE,
                    "File too large",
                    "This is no license file: it is larger than " + LabLicense.LARGEST_FILE + " bytes.");
        }
        return new Licensing(found.get())
                .install(file)
                .map(words -> problem(HttpStatus.UNPROCESSABLE_ENTITY, "License refused", words))
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String title, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(title);
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    /** Publish, by the page's button: for the runs that leave it to a person. */
    @PostMapping("/publish")
    ResponseEntity<String> publish(@PathVariable String environment, @RequestParam(defaultValue = "") String solution) {
        Optional<LabEnvironment> found = farm.environment(environment);
        if (found.isEmpty()) {
            return noSuchEnvironment(environment);
        }
        LabEnvironment known = found.get();
        if (isDown(known)) {
            return down(known);
        }
        try {
            new Factory(known, faults(known))
                    .publish(solution, installedOn(known).orElse(known.servers().get(0)));
            // a redirect, so that reloading the answer doesn't publish again
            return ResponseEntity.status(HttpStatus.SEE_OTHER)
                    .location(URI.create("/demo/service-center/" + known.id() + "#factory"))
                    .build();
        } catch (SoapFault e) {
            return page(known, HttpStatus.UNPROCESSABLE_ENTITY, new Result(false, e.sentence()));
        }
    }

    private ServiceCenterFaults faults(LabEnvironment environment) {
        return serviceCenters.of(environment.id()).map(LabServiceCenter::faults).orElseGet(ServiceCenterFaults::new);
    }

    private boolean isDown(LabEnvironment environment) {
        return faults(environment).isErrorPage();
    }

    private static ResponseEntity<String> down(LabEnvironment environment) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .contentType(HTML)
                .body(new DemoPage("Service Center", environment.name())
                        .result(false, DOWN)
                        .html("<p>It is down because somebody wanted it so on the page of <a href=\"/demo/farm#"
                                + FarmEvents.PREFIX + escaped(environment.id()) + "\">the farm</a>.</p>")
                        .render());
    }

    private static String noEnvironment(String environment) {
        return "There is no environment '" + environment + "' in the demo.";
    }

    private static ResponseEntity<String> noSuchEnvironment(String environment) {
        return ResponseEntity.status(HttpStatus.NOT_FOUND)
                .contentType(HTML)
                .body(new DemoPage("Service Center", "No such environment")
                        .result(false, noEnvironment(environment))
                        .render());
    }

    private static Optional<LabServer> installedOn(LabEnvironment environment) {
        return Optional.ofNullable(environment.serviceCenter().installedOn()).flatMap(environment::server);
    }

    private static ResponseEntity<String> page(LabEnvironment environment, HttpStatus status, @Nullable Result result) {
        DemoPage page = new DemoPage("Service Center", environment.name());
        if (result != null) {
            page.result(result.done(), result.sentence());
        }
        page.html("<p class=\"lead\">Version " + escaped(environment.version()) + ", environment "
                        + escaped(environment.id()) + "</p>")
                .html(licensing(environment))
                .html(factory(environment));
        return ResponseEntity.status(status).contentType(HTML).body(page.render());
    }

    private static String licensing(LabEnvironment environment) {
        Licensing licensing = new Licensing(environment);
        Optional<String> problem = licensing.problem();
        String action = "/demo/service-center/" + escaped(environment.id()) + "/license";
        return "<section><h2>Administration &gt; Licensing</h2><dl><dt>Serial number</dt><dd><code>"
                + escaped(environment.serialNumber().orElse("unknown: Service Center is not installed"))
                + "</code></dd><dt>Service Center installed on</dt><dd>"
                + installedOn(environment)
                        .map(ServiceCenterPageController::named)
                        .orElse("no server")
                + "</dd><dt>Deployment Controller</dt><dd>" + controller(environment)
                + "</dd><dt>License issued to</dt><dd><code>"
                + escaped(licensing.installed().map(LabLicense::serial).orElse("no license installed"))
                + "</code></dd><dt>License state</dt><dd>"
                + problem.map(p -> state("bad", "Not valid") + " " + escaped(p)).orElse(state("good", "Valid"))
                + "</dd></dl><h3>Backup License</h3><a class=\"button plain\" href=\"" + action
                + "\">Backup License</a><h3>Upload New License</h3><form method=\"post\" action=\"" + action
                + "\" enctype=\"multipart/form-data\"><label>License file<input type=\"file\" name=\"file\" required>"
                + "</label><button>Upload New License</button></form></section>";
    }

    private static String factory(LabEnvironment environment) {
        StringBuilder html = new StringBuilder(
                "<section id=\"factory\"><h2>Factory &gt; Solutions</h2><table><thead><tr><th>Solution</th>"
                        + "<th>Last publication</th><th></th></tr></thead><tbody>");
        environment.serviceCenter().solutions().keySet().forEach(solution -> html.append("<tr><td>")
                .append(escaped(solution))
                .append("</td><td>")
                .append(lastPublication(environment, solution))
                .append("</td><td><form method=\"post\" action=\"/demo/service-center/")
                .append(escaped(environment.id()))
                .append("/publish\"><input type=\"hidden\" name=\"solution\" value=\"")
                .append(escaped(solution))
                .append("\"><button class=\"plain\">Publish Current Running Version</button></form></td></tr>"));
        return html.append("</tbody></table></section>").toString();
    }

    private static String lastPublication(LabEnvironment environment, String solution) {
        return environment.serviceCenter().publications().stream()
                .filter(p -> p.solution().equals(solution))
                .reduce((earlier, later) -> later)
                .map(p -> "No. " + p.id() + ": "
                        + (!p.isOver(environment.farm().now())
                                ? state("busy", "Running") + " <a href=\"/demo/service-center/"
                                        + escaped(environment.id()) + "\">Refresh</a>"
                                : switch (p.outcome()) {
                                    case SUCCEEDED -> state("good", "Succeeded");
                                    case SUCCEEDED_WITH_WARNINGS -> state("good", "Succeeded with warnings");
                                    case FAILED -> state("bad", "Failed");
                                }))
                .orElse("never published in this demo");
    }

    private static String controller(LabEnvironment environment) {
        String running = environment.servers().stream()
                .filter(s -> s.state(PlatformService.CONTROLLER) == ServiceState.INITIALISED)
                .map(ServiceCenterPageController::named)
                .reduce((a, b) -> a + " and " + b)
                .orElse("");
        return running.isEmpty() ? state("bad", "None is running") : running;
    }

    private static String named(LabServer server) {
        return escaped(server.id() + " (" + server.address() + ")");
    }

    private static String state(String kind, String words) {
        return "<span class=\"state " + kind + "\">" + escaped(words) + "</span>";
    }
}
