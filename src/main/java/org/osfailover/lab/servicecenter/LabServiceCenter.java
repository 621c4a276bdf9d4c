package org.osfailover.lab.servicecenter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Service Center of one environment: an HTTP server on every server's address, at one port that is kept with the
 * farm's state, so that a restarted farm is found where it was.
 */
public final class LabServiceCenter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LabServiceCenter.class);
    private static final int ATTEMPTS = 20;

    private final LabEnvironment environment;
    private final ServiceCenterFaults faults = new ServiceCenterFaults();
    private final ServiceCenterSite site;
    private final @Nullable SSLContext tls;
    private final ExecutorService executor;
    private final List<HttpServer> listening = new ArrayList<>();
    private final List<String> unbound = new ArrayList<>();

    private LabServiceCenter(LabEnvironment environment, @Nullable SSLContext tls) {
        this.environment = environment;
        this.tls = tls;
        LabFarm farm = environment.farm();
        this.site = new ServiceCenterSite(
                environment, new Login(farm.serviceCenterUser(), farm.serviceCenterPassword()), faults);
        AtomicInteger count = new AtomicInteger();
        this.executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "lab-service-center-" + environment.id() + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts listening.
     *
     * @throws IOException where not one of the environment's addresses can be listened on
     */
    public static LabServiceCenter start(LabEnvironment environment) throws IOException {
        return start(environment, null);
    }

    /** @param tls where it isn't null, HTTPS is spoken, with its certificate */
    static LabServiceCenter start(LabEnvironment environment, @Nullable SSLContext tls) throws IOException {
        LabServiceCenter serviceCenter = new LabServiceCenter(environment, tls);
        try {
            serviceCenter.listen();
        } catch (IOException e) {
            serviceCenter.close();
            throw e;
        }
        return serviceCenter;
    }

    private void listen() throws IOException {
        int kept = environment.serviceCenterPort();
        if (kept > 0 && listenOn(kept)) {
            return;
        }
        if (kept > 0) {
            LOG.warn("{} Service Center: port {} is taken by another program, choosing another one", environment, kept);
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = freePort();
            if (listenOn(port)) {
                environment.serviceCenterPort(port);
                return;
            }
        }
        throw new IOException("Service Center of " + environment + " can listen on none of its servers' addresses ("
                + String.join(", ", unbound) + "): on this machine only 127.0.0.1 may be configured; add the others"
                + " to the loopback interface");
    }

    /** Listens on every address at that port. False where the port is taken on one of them, or no address is there. */
    private boolean listenOn(int port) throws IOException {
        unbound.clear();
        for (LabServer server : environment.servers()) {
            try {
                HttpServer http = create(new InetSocketAddress(server.address(), port));
                http.createContext("/", exchange -> handle(exchange, server));
                http.setExecutor(executor);
                http.start();
                listening.add(http);
            } catch (BindException e) {
                if (isTaken(server.address())) {
                    stopListening();
                    return false;
                }
                unbound.add(server.address());
            }
        }
        if (!unbound.isEmpty() && !listening.isEmpty()) {
            LOG.warn(
                    "{} Service Center: can't listen on {}; these servers will not answer there. The machine lacks these"
                            + " loopback addresses",
                    environment,
                    String.join(", ", unbound));
        }
        return !listening.isEmpty();
    }

    private HttpServer create(InetSocketAddress address) throws IOException {
        if (tls == null) {
            return HttpServer.create(address, 0);
        }
        HttpsServer https = HttpsServer.create(address, 0);
        https.setHttpsConfigurator(new HttpsConfigurator(tls));
        return https;
    }

    /** Whether the address exists, so that it is the port that can't be had. */
    private static boolean isTaken(String address) {
        try {
            HttpServer.create(new InetSocketAddress(address, 0), 0).stop(0);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        HttpServer probe = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try {
            return probe.getAddress().getPort();
        } finally {
            probe.stop(0);
        }
    }

    private void handle(HttpExchange exchange, LabServer server) throws IOException {
        WebRequest request = new WebRequest(exchange);
        try {
            site.handle(request, server);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            request.hangUp();
        } catch (RuntimeException e) {
            LOG.error("{} Service Center: a request failed", environment, e);
            request.hangUp();
        }
    }

    public LabEnvironment environment() {
        return environment;
    }

    /** The port, the same on every server's address. */
    public int port() {
        return environment.serviceCenterPort();
    }

    /** Service Center at that server's address. */
    public String url(LabServer server) {
        return (tls == null ? "http://" : "https://") + server.address() + ":" + port() + "/ServiceCenter";
    }

    /** The addresses that this machine does not have; empty where all is well. */
    public List<String> unbound() {
        return List.copyOf(unbound);
    }

    public ServiceCenterFaults faults() {
        return faults;
    }

    private void stopListening() {
        listening.forEach(http -> http.stop(0));
        listening.clear();
    }

    @Override
    public void close() {
        stopListening();
        executor.shutdownNow();
    }
}
