package org.osfailover.lab.servicecenter;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.servicecenter.FarmEvents.Happened;
import org.osfailover.lab.servicecenter.FarmEvents.Refused;
import org.springframework.context.annotation.Profile;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The demo's farm as it really is, and what can happen to it: a page for people, JSON for scripts. */
@Controller
@Profile("demo")
@RequestMapping("/demo")
class FarmController {

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");

    private final LabFarm farm;
    private final LabServiceCenters serviceCenters;
    private final FarmEvents events;

    FarmController(LabFarm farm, LabServiceCenters serviceCenters) {
        this.farm = farm;
        this.serviceCenters = serviceCenters;
        this.events = new FarmEvents(farm, serviceCenters);
    }

    /** @param happened the number of the event of which the page tells beside its subject */
    @GetMapping("/farm")
    ResponseEntity<String> show(@RequestParam(required = false) @Nullable Integer happened) {
        Optional<Happened> told = Optional.ofNullable(happened).flatMap(events::number);
        return page(HttpStatus.OK, new FarmPage(farm, serviceCenters, events).tell(told));
    }

    /** A redirect, so that reloading the answer lets nothing happen again. */
    @PostMapping("/farm")
    ResponseEntity<String> happen(
            @RequestParam(defaultValue = "") String server,
            @RequestParam(defaultValue = "") String serviceCenter,
            @RequestParam(defaultValue = "") String happens) {
        try {
            Happened happened = events.happen(server, serviceCenter, happens);
            return ResponseEntity.status(HttpStatus.SEE_OTHER)
                    .location(URI.create("/demo/farm?happened=" + happened.number() + "#" + happened.subject()))
                    .build();
        } catch (Refused e) {
            return page(status(e), new FarmPage(farm, serviceCenters, events).refuse(e.sentence()));
        }
    }

    @GetMapping("/farm.json")
    ResponseEntity<Object> json() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON)
                .body(FarmJson.of(farm, serviceCenters));
    }

    /** Answers how the farm is then. */
    @PostMapping("/farm.json")
    ResponseEntity<Object> happenJson(
            @RequestParam(defaultValue = "") String server,
            @RequestParam(defaultValue = "") String serviceCenter,
            @RequestParam(defaultValue = "") String happens) {
        try {
            events.happen(server, serviceCenter, happens);
            return json();
        } catch (Refused e) {
            ProblemDetail problem = ProblemDetail.forStatusAndDetail(status(e), e.sentence());
            problem.setTitle("That can't happen");
            return ResponseEntity.status(status(e))
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(problem);
        }
    }

    private static HttpStatus status(Refused refused) {
        return refused.isNotFound() ? HttpStatus.NOT_FOUND : HttpStatus.UNPROCESSABLE_ENTITY;
    }

    private static ResponseEntity<String> page(HttpStatus status, FarmPage page) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .contentType(HTML)
                .body(page.render());
    }
}
