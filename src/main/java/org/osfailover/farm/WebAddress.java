package org.osfailover.farm;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An http or https address whose host may have an underscore, as Windows' names have; Java's {@link URI} knows no host in
 * such a one.
 *
 * @param host as it is written, an IPv6 address without its brackets
 * @param port -1 where none is given
 * @param path without slashes at its end
 */
public record WebAddress(String scheme, String host, int port, String path) {

    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+(?:%[^\\]]+)?]|[^:@\\[\\]]+)(?::(\\d{1,5}))?");

    /** Empty where it is no absolute http or https address, or holds a login. */
    public static Optional<WebAddress> of(String text) {
        try {
            URI uri = new URI(text.strip().replaceAll("/+$", ""));
            String scheme = uri.getScheme();
            String authority = uri.getRawAuthority();
            if (scheme == null
                    || authority == null
                    || !scheme.toLowerCase(Locale.ROOT).matches("https?")) {
                return Optional.empty();
            }
            Matcher parts = AUTHORITY.matcher(authority);
            if (!parts.matches()) {
                return Optional.empty();
            }
            String host = parts.group(1).replaceAll("[\\[\\]]", "");
            boolean usable = host.indexOf(':') >= 0 || host.matches("[\\p{L}\\p{N}._-]+");
            String port = parts.group(2);
            return usable && (port == null || Integer.parseInt(port) <= 65535)
                    ? Optional.of(new WebAddress(
                            scheme, host, port == null ? -1 : Integer.parseInt(port), String.valueOf(uri.getPath())))
                    : Optional.empty();
        } catch (URISyntaxException noAddress) {
            return Optional.empty();
        }
    }

    /**
     * The same on another host.
     *
     * @param otherHost one that {@link HostName#fitsInUrl()}
     */
    public URI on(String otherHost) {
        try {
            return new URI(scheme, null, otherHost, port, path, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + otherHost + "' can't be the host of an address", e);
        }
    }
}
