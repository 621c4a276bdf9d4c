package org.osfailover.servicecenter.soap;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.HostName;
import org.osfailover.farm.Server;
import org.osfailover.farm.WebAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which host Service Center is called at: the configured one, or a server's in its place. */
final class ServiceCenterHost {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceCenterHost.class);

    private ServiceCenterHost() {}

    /** The Controller's, where the configured host is one of the environment's servers by any of its names; else that host. */
    static String of(Environment environment, WebAddress configured, Server controller) {
        HostName host = HostName.of(configured.host());
        if (isName(environment, host)) {
            return usable(controller.address(), controller);
        }
        return isSshHost(environment, host)
                // a server named by its SSH host stays named so: that host is how it is reached from here
                ? usable(controller.ssh().host(), controller)
                : usable(configured.host(), null);
    }

    /** That very server's, whatever host is configured. */
    static String at(Environment environment, WebAddress configured, Server server) {
        HostName host = HostName.of(configured.host());
        return !isName(environment, host) && isSshHost(environment, host)
                ? usable(server.ssh().host(), server)
                : usable(server.address(), server);
    }

    private static boolean isName(Environment environment, HostName host) {
        return environment.servers().stream()
                .flatMap(Server::names)
                .anyMatch(name -> name.equals(host) || name.isShortOrLongOf(host));
    }

    private static boolean isSshHost(Environment environment, HostName host) {
        return environment.servers().stream()
                .anyMatch(server -> HostName.of(server.ssh().host()).equals(host));
    }

    /** Java's HTTP client takes no host with an underscore: another name of the server does it, or its IP address. */
    private static String usable(String host, @Nullable Server server) {
        if (HostName.of(host).fitsInUrl()) {
            return host;
        }
        Optional<String> other = server == null
                ? Optional.empty()
                : Stream.concat(
                                server.aliases().stream(),
                                Stream.of(server.address(), server.ssh().host()))
                        .filter(name -> HostName.of(name).fitsInUrl())
                        .findFirst();
        return other.orElseGet(() -> lookedUp(host));
    }

    private static String lookedUp(String host) {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException unknown) {
            String nowhere = host.replaceAll("[^A-Za-z0-9.-]", "-").replaceAll("^-+|-+$", "") + ".invalid";
            LOG.warn(
                    "'{}' can't be the host of a URL, and no IP address is known for it here: calling '{}' instead, which"
                            + " does not exist. Add its IP address to the server's aliases in the inventory",
                    host,
                    nowhere);
            return nowhere;
        }
    }
}
