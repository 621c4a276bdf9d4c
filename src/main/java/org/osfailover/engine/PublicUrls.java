package org.osfailover.engine;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * How people's browsers name this server ({@code failover.public-url}, several separated by commas), where a proxy
 * stands before it that calls it by another name. Whether a request comes from one of our own pages is told by them, by
 * the Host header, and by what {@code server.forward-headers-strategy} makes of the proxy's headers.
 */
@Component
class PublicUrls {

    private final Set<String> origins;

    PublicUrls(@Value("${failover.public-url:}") List<String> urls) {
        this.origins = urls.stream()
                .map(String::strip)
                .filter(url -> !url.isEmpty())
                .map(PublicUrls::origin)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the page that sent the request is one of ours. */
    boolean isOurs(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return false;
        }
        String normal = origin(origin);
        if (normal.isEmpty()) {
            return false;
        }
        String host = request.getHeader("Host");
        boolean isHost =
                host != null && (normal.equals(origin("http://" + host)) || normal.equals(origin("https://" + host)));
        return isHost
                || normal.equals(
                        origin(request.getScheme() + "://" + request.getServerName() + ":" + request.getServerPort()))
                || origins.contains(normal);
    }

    /** Scheme, host and port in one form; "" where it is no such URL. */
    static String origin(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getScheme() == null || uri.getHost() == null) {
                return "";
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(scheme) ? 443 : 80;
            return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
        } catch (URISyntaxException e) {
            return "";
        }
    }
}
