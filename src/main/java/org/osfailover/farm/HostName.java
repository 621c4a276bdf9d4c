package org.osfailover.farm;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A host name or an address, as configurations spell it, in the one form in which two spellings of it are equal: upper and
 * lower case, a dot at the end, an IPv6 address' brackets, zone and left-out zeros make no difference. Nothing is resolved:
 * what a name server would answer here says nothing of what it answers on a server of the farm.
 *
 * @param canonical small letters; an IP address as Java writes it; empty where there was no text
 */
public record HostName(String canonical) {

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*");
    private static final Pattern LOCALHOST = Pattern.compile("localhost[46]?(?:\\..+)?|.+\\.localhost");

    public static HostName of(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        if (plain.startsWith("[") && plain.endsWith("]")) {
            plain = plain.substring(1, plain.length() - 1);
        }
        String withoutZone = plain.replaceFirst("%.*$", "");
        if (IPV6.matcher(withoutZone).matches()) {
            try {
                // a text with colons is never asked of a name server
                return new HostName(InetAddress.getByName(withoutZone).getHostAddress());
            } catch (UnknownHostException noAddress) {
                return new HostName(plain);
            }
        }
        return new HostName(ascii(plain.replaceFirst("\\.+$", "")));
    }

    /** Umlauts and their kind as name servers know them. */
    private static String ascii(String name) {
        if (name.chars().allMatch(c -> c < 128)) {
            return name;
        }
        try {
            return IDN.toASCII(name).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException noName) {
            return name;
        }
    }

    /** Whether it means the very machine on which it is written: {@code localhost}, 127.0.0.0/8, {@code ::1}. */
    public boolean isLoopback() {
        return LOCALHOST.matcher(canonical).matches()
                || canonical.equals("0:0:0:0:0:0:0:1")
                || (canonical.startsWith("127.") && IPV4.matcher(canonical).matches());
    }

    /** Whether it is an IP address, and not a name. */
    public boolean isAddress() {
        return IPV4.matcher(canonical).matches() || IPV6.matcher(canonical).matches();
    }

    /** Whether one of the two is the other's short name: {@code ctrl01} of {@code ctrl01.corp.example}. */
    public boolean isShortOrLongOf(HostName other) {
        return !isAddress() && !other.isAddress() && !isLoopback() && (isShortOf(other) || other.isShortOf(this));
    }

    private boolean isShortOf(HostName other) {
        return !canonical.isEmpty() && canonical.indexOf('.') < 0 && other.canonical.startsWith(canonical + ".");
    }

    /** Whether it can stand in a URL: names with an underscore can't (RFC 3986 has them, Java's HTTP client has not). */
    public boolean fitsInUrl() {
        return isAddress() || canonical.matches("[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?");
    }

    @Override
    public String toString() {
        return canonical;
    }
}
