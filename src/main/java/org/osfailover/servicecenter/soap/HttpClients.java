package org.osfailover.servicecenter.soap;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** HTTP clients: HTTP 1.1, no redirects, by the configured proxy, trusting what an environment says. */
final class HttpClients {

    /** The environment's trust store can't be used. */
    static final class UnusableTrustStoreException extends Exception {
        UnusableTrustStoreException(Path file, Exception cause) {
            super(
                    "the trust store " + file + " (serviceCenter.trustStore) can't be used: " + cause.getMessage(),
                    cause);
        }
    }

    private final Duration connectTimeout;
    private final @Nullable ProxySelector proxy;
    /** Clients that keep connections, by trust store; "" for the JVM's. */
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(@Nullable FileTime writtenAt, HttpClient client) {}

    /**
     * @param proxy {@code host:port}; {@code none}; empty for what the JVM is told ({@code -Dhttps.proxyHost} and its kind)
     * @throws IllegalArgumentException the proxy is none of these
     */
    HttpClients(Duration connectTimeout, String proxy) {
        this.connectTimeout = connectTimeout;
        this.proxy = selector(proxy.strip());
    }

    private static @Nullable ProxySelector selector(String proxy) {
        if (proxy.isEmpty()) {
            return null;
        }
        if (proxy.equals("none")) {
            return ProxySelector.of(null);
        }
        int colon = proxy.lastIndexOf(':');
        if (colon < 1 || !proxy.substring(colon + 1).matches("\\d{1,5}") || proxy.contains("/")) {
            throw new IllegalArgumentException("failover.service-center.proxy: '" + proxy
                    + "' is neither host:port, e.g. proxy.example:3128, nor 'none'");
        }
        return ProxySelector.of(
                new InetSocketAddress(proxy.substring(0, colon), Integer.parseInt(proxy.substring(colon + 1))));
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    /** One that keeps its connections; it is a new one once the trust store's file has changed. */
    HttpClient keeping(@Nullable Path trustStore) throws UnusableTrustStoreException {
        String key = trustStore == null ? "" : trustStore.toString();
        FileTime writtenAt = writtenAt(trustStore);
        Kept known = kept.get(key);
        if (known != null && (writtenAt == null || writtenAt.equals(known.writtenAt()))) {
            return known.client();
        }
        HttpClient client = fresh(trustStore);
        kept.put(key, new Kept(writtenAt, client));
        return client;
    }

    private static @Nullable FileTime writtenAt(@Nullable Path file) throws UnusableTrustStoreException {
        try {
            return file == null ? null : Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UnusableTrustStoreException(file, e);
        }
    }

    /** One without a connection yet. */
    HttpClient fresh(@Nullable Path trustStore) throws UnusableTrustStoreException {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout);
        if (proxy != null) {
            builder.proxy(proxy);
        }
        if (trustStore != null) {
            try {
                builder.sslContext(TrustStore.read(trustStore));
            } catch (IOException | GeneralSecurityException e) {
                throw new UnusableTrustStoreException(trustStore, e);
            }
        }
        return builder.build();
    }

    /** Whether requests to that address go through a proxy. */
    boolean usesProxy(URI uri) {
        ProxySelector selector = proxy == null ? ProxySelector.getDefault() : proxy;
        return selector != null && selector.select(uri).stream().anyMatch(p -> p.type() != Proxy.Type.DIRECT);
    }
}
