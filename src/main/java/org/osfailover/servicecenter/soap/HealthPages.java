package org.osfailover.servicecenter.soap;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.osfailover.servicecenter.ServiceCenter.Health;
import org.osfailover.servicecenter.soap.HttpResult.Response;

/** The pages by which a server says that it is well; no login is sent. */
final class HealthPages {

    private static final Set<Integer> NO_SUCH_PAGE = Set.of(404, 405, 501);

    private final ServiceCenterHttp http;
    private final URI base;
    private final ServiceCenterSettings settings;
    private final Duration timeout;

    HealthPages(ServiceCenterHttp http, URI base, ServiceCenterSettings settings, Duration timeout) {
        this.http = http;
        this.base = base;
        this.settings = settings;
        this.timeout = timeout;
    }

    /**
     * Nobody connects from here, or a page that is not there: that says nothing of the server. Every other answer than the
     * page's own is one that the platform's publications stumble over, too (source: the vendor's page on ping errors).
     */
    Health ping() {
        HttpResult result = get(URI.create(base + "/" + settings.pingPath()));
        if (result instanceof HttpResult.NotSent notSent) {
            return new Health.Unknown(notSent.reason());
        }
        if (!(result instanceof Response response)) {
            return new Health.NotWell(reason(result));
        }
        if (NO_SUCH_PAGE.contains(response.status())) {
            return new Health.Unknown(HttpRefusal.answers(response) + " (service-center.path.ping)");
        }
        WebPage page = WebPage.of(response);
        if (response.status() != 200) {
            return new Health.NotWell(
                    HttpRefusal.of(response).orElseGet(() -> HttpRefusal.answers(response) + page.named()));
        }
        if (page.asksForLogin()) {
            return new Health.NotWell(
                    HttpRefusal.answers(response) + " with a page that asks for a login" + page.named());
        }
        return settings.pingAnswer().matcher(page.start()).find()
                ? new Health.Well(response.uri() + " says that the platform is running")
                : new Health.NotWell(HttpRefusal.answers(response)
                        + ", and its page does not say that the platform is running (service-center.ping.answer)"
                        + page.named());
    }

    /** Asked from elsewhere, a refusal says nothing of a part's health; an error of its own does. */
    Health components() {
        List<String> well = new ArrayList<>();
        List<String> notTold = new ArrayList<>();
        for (String path : settings.healthPaths()) {
            HttpResult result = get(base.resolve(path));
            if (result instanceof Response response && response.status() == 200) {
                well.add(path);
            } else if (result instanceof Response response && response.status() >= 500) {
                return new Health.NotWell(HttpRefusal.answers(response)
                        + WebPage.of(response).named() + ": Service Center does not work without it");
            } else {
                notTold.add(result instanceof Response response ? HttpRefusal.answers(response) : reason(result));
            }
        }
        if (!notTold.isEmpty()) {
            return new Health.Unknown("It can't be told from here: " + String.join("; ", notTold));
        }
        return well.isEmpty()
                ? new Health.Unknown("There is nothing to ask (service-center.path.health)")
                : new Health.Well(String.join(" and ", well) + " answer");
    }

    private HttpResult get(URI uri) {
        return http.send(HttpRequest.newBuilder(uri).timeout(timeout).GET().build(), timeout);
    }

    private static String reason(HttpResult result) {
        return result instanceof HttpResult.NotSent notSent ? notSent.reason() : ((HttpResult.Unclear) result).reason();
    }
}
