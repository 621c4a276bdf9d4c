package org.osfailover.remote.ssh;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the other side of a connection said before it named its SSH version (RFC 4253, 4.2): where that never came, it is
 * all that is known about who answers there, and why it lets nobody in.
 */
final class FirstWords {

    private static final int KEPT = 4096;
    private static final int SHOWN = 200;
    private static final Pattern VERSION = Pattern.compile("(?m)^SSH-");
    /** What OpenSSH says where too many logins are under way (sshd.c), or too many have failed (PerSourcePenalties). */
    private static final Pattern LIMITED =
            Pattern.compile("Exceeded MaxStartups|Not allowed at this time", Pattern.CASE_INSENSITIVE);

    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    /** The same stream, and what it gives is remembered. */
    InputStream listeningTo(InputStream stream) {
        return new FilterInputStream(stream) {
            @Override
            public int read() throws IOException {
                int read = super.read();
                if (read >= 0) {
                    keep(new byte[] {(byte) read}, 0, 1);
                }
                return read;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = super.read(bytes, offset, length);
                keep(bytes, offset, read);
                return read;
            }
        };
    }

    private synchronized void keep(byte[] bytes, int offset, int length) {
        if (length > 0 && heard.size() < KEPT) {
            heard.write(bytes, offset, Math.min(length, KEPT - heard.size()));
        }
    }

    private synchronized String text() {
        return heard.toString(StandardCharsets.UTF_8);
    }

    /** Whether it named its SSH version: an SSH server is there. */
    boolean isSshServer() {
        return VERSION.matcher(text()).find();
    }

    /** Whether nothing came at all. */
    boolean isSilence() {
        return text().isEmpty();
    }

    /** What it said before, on one line, without control characters, and cut; empty where it said nothing. */
    Optional<String> said() {
        String text = text();
        String before = VERSION.split(text, 2)[0];
        String line = cleaned(before);
        return line.isEmpty() ? Optional.empty() : Optional.of(line);
    }

    /** On one line, without control characters, and cut. */
    static String cleaned(String text) {
        String line = text.lines()
                .map(one -> one.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Co}\\p{Cs}\\ufffd\\s]+", " ")
                        .strip())
                .filter(one -> !one.isEmpty())
                .collect(Collectors.joining(" / "));
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }

    /** Whether it says that it takes no login for now. */
    boolean limitsLogins() {
        return !isSshServer() && LIMITED.matcher(text()).find();
    }

    /** Whether a web server answers there. */
    boolean isHttp() {
        return text().startsWith("HTTP/");
    }
}
