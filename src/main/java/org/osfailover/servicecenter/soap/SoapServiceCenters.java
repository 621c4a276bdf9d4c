package org.osfailover.servicecenter.soap;

import java.net.URI;
import java.nio.file.Path;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.WebAddress;
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
        WebAddress configured = configured(environment);
        return on(environment, configured.on(ServiceCenterHost.of(environment, configured, controller)), step);
    }

    /** @throws IllegalArgumentException the environment's URL or one of its overrides can't be used */
    @Override
    public ServiceCenter at(Environment environment, Server server, RunStep step) {
        WebAddress configured = configured(environment);
        return on(environment, configured.on(ServiceCenterHost.at(environment, configured, server)), step);
    }

    private ServiceCenter on(Environment environment, URI url, RunStep step) {
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

    private static WebAddress configured(Environment environment) {
        String configured = environment.serviceCenter().url();
        return WebAddress.of(configured)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Environment '" + environment.id() + "', serviceCenter.url: '" + configured
                                + "' is not an address like http://10.0.0.11/ServiceCenter, without user name or"
                                + " password"));
    }
}
