package org.osfailover.servicecenter.soap;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.util.Locale;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.remote.CommandLog;
import org.osfailover.remote.Credentials;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenters;
import org.springframework.stereotype.Component;

/** Service Centers called over HTTP, SOAP 1.1. */
@Component
public final class SoapServiceCenters implements ServiceCenters {

    private final Credentials credentials;
    private final CommandLog commandLog;
    private final Deadlines deadlines;
    private final HttpClient forReading;

    public SoapServiceCenters(Credentials credentials, CommandLog commandLog, Deadlines deadlines) {
        this.credentials = credentials;
        this.commandLog = commandLog;
        this.deadlines = deadlines;
        forReading = SoapClient.http(deadlines.connect());
    }

    /** @throws IllegalArgumentException the environment's URL or one of its overrides can't be used */
    @Override
    public ServiceCenter of(Environment environment, Server controller, RunStep step) {
        URI url = url(environment, controller);
        ServiceCenterSettings settings = new ServiceCenterSettings(environment);
        SoapClient client = new SoapClient(forReading, url, settings, deadlines.connect());
        return new SoapServiceCenter(environment, url, step, settings, client, credentials, commandLog, deadlines);
    }

    private static URI url(Environment environment, Server controller) {
        String configured = environment.serviceCenter().url().strip();
        try {
            URI uri = new URI(configured.replaceAll("/+$", ""));
            String scheme = uri.getScheme();
            String host = uri.getHost();
            if (host == null
                    || scheme == null
                    || !scheme.toLowerCase(Locale.ROOT).matches("https?")
                    || uri.getUserInfo() != null) {
                throw unusable(environment, configured);
            }
            return new URI(
                    scheme, null, hostToCall(environment, host, controller), uri.getPort(), uri.getPath(), null, null);
        } catch (URISyntaxException e) {
            throw unusable(environment, configured);
        }
    }

    /** A server named by its SSH host stays named so: that host is how it is reached from here. */
    private static String hostToCall(Environment environment, String configuredHost, Server controller) {
        String host = configuredHost.replaceAll("[\\[\\]]", "");
        if (environment.servers().stream().anyMatch(s -> s.address().equalsIgnoreCase(host))) {
            return controller.address();
        }
        if (environment.servers().stream().anyMatch(s -> s.ssh().host().equalsIgnoreCase(host))) {
            return controller.ssh().host();
        }
        return host;
    }

    private static IllegalArgumentException unusable(Environment environment, String url) {
        return new IllegalArgumentException("Environment '" + environment.id() + "', serviceCenter.url: '" + url
                + "' is not an address like http://10.0.0.11/ServiceCenter, without user name or password");
    }
}
