package org.osfailover.servicecenter.soap;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.remote.CommandLog;
import org.osfailover.remote.Credentials;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenters;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Service Centers called over HTTP, SOAP 1.1. */
@Component
public final class SoapServiceCenters implements ServiceCenters {

    private final Credentials credentials;
    private final CommandLog commandLog;
    private final Deadlines deadlines;
    private final HttpClients clients;

    /**
     * @param proxy {@code host:port}, {@code none}, or empty for what the JVM is told
     * @throws IllegalArgumentException the proxy is none of these
     */
    public SoapServiceCenters(
            Credentials credentials,
            CommandLog commandLog,
            Deadlines deadlines,
            @Value("${failover.service-center.proxy:}") String proxy) {
        this.credentials = credentials;
        this.commandLog = commandLog;
        this.deadlines = deadlines;
        clients = new HttpClients(deadlines.connect(), proxy);
    }

    /** @throws IllegalArgumentException the environment's URL or one of its overrides can't be used */
    @Override
    public ServiceCenter of(Environment environment, Server controller, RunStep step) {
        URI configured = configured(environment);
        return on(environment, configured, hostToCall(environment, configured.getHost(), controller), step);
    }

    /** @throws IllegalArgumentException the environment's URL or one of its overrides can't be used */
    @Override
    public ServiceCenter at(Environment environment, Server server, RunStep step) {
        URI configured = configured(environment);
        String host = hostToCall(environment, configured.getHost(), server);
        boolean isServer =
                host.equals(server.address()) || host.equals(server.ssh().host());
        return on(environment, configured, isServer ? host : server.address(), step);
    }

    private ServiceCenter on(Environment environment, URI configured, String host, RunStep step) {
        URI url = withHost(environment, configured, host);
        ServiceCenterSettings settings = new ServiceCenterSettings(environment);
        String trustStore = environment.serviceCenter().trustStore();
        ServiceCenterHttp http = new ServiceCenterHttp(clients, trustStore == null ? null : Path.of(trustStore));
        return new SoapServiceCenter(
                url,
                settings,
                new ServiceCenterCalls(
                        environment,
                        url,
                        step,
                        settings,
                        new SoapClient(http, url, settings),
                        credentials,
                        commandLog,
                        deadlines),
                new HealthPages(http, url, settings, deadlines.command()));
    }

    private static URI configured(Environment environment) {
        String configured = environment.serviceCenter().url().strip();
        try {
            URI uri = new URI(configured.replaceAll("/+$", ""));
            String scheme = uri.getScheme();
            if (uri.getHost() == null
                    || scheme == null
                    || !scheme.toLowerCase(Locale.ROOT).matches("https?")
                    || uri.getUserInfo() != null) {
                throw unusable(environment, configured);
            }
            return uri;
        } catch (URISyntaxException e) {
            throw unusable(environment, configured);
        }
    }

    private static URI withHost(Environment environment, URI uri, String host) {
        try {
            return new URI(uri.getScheme(), null, host, uri.getPort(), uri.getPath(), null, null);
        } catch (URISyntaxException e) {
            throw unusable(environment, uri.toString());
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
