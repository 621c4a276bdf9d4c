package org.osfailover.remote.ssh;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects what a command prints: the first and the last half of the cap, and between them how much was left out.
 * Everything is taken, so that the command never waits for us.
 */
final class CappedOutput {

    private static final int FIRST = 8 * 1024;

    private final int headCap;
    private final int tailCap;
    /** Both grow with what comes; the tail becomes a ring when it has grown to its cap. */
    private byte[] head = new byte[0];

    private byte[] tail = new byte[0];
    private long total;

    CappedOutput(int cap) {
        headCap = cap / 2;
        tailCap = cap - headCap;
    }

    synchronized void add(byte[] bytes, int length) {
        int inHead = (int) Math.min(length, Math.max(0, headCap - total));
        if (inHead > 0) {
            head = grown(head, (int) total + inHead, headCap);
            System.arraycopy(bytes, 0, head, (int) total, inHead);
        }
        long behindHead = Math.max(0, total - headCap);
        tail = grown(tail, behindHead + length - inHead, tailCap);
        for (int i = inHead; i < length; i++) {
            tail[(int) (behindHead++ % tailCap)] = bytes[i];
        }
        total += length;
    }

    private static byte[] grown(byte[] array, long needed, int cap) {
        return needed <= array.length || array.length == cap
                ? array
                : Arrays.copyOf(array, (int) Math.min(cap, Math.max(needed, Math.max(FIRST, 2L * array.length))));
    }

    /** As UTF-8; what is not UTF-8 becomes U+FFFD. A byte order mark at the start is not part of the text. */
    synchronized String text() {
        String text;
        if (total <= headCap) {
            text = utf8(head, 0, (int) total);
        } else if (total <= (long) headCap + tailCap) {
            byte[] all = new byte[(int) total];
            System.arraycopy(head, 0, all, 0, headCap);
            System.arraycopy(tail, 0, all, headCap, (int) total - headCap);
            text = utf8(all, 0, all.length);
        } else {
            int start = (int) ((total - headCap) % tailCap);
            byte[] end = new byte[tailCap];
            System.arraycopy(tail, start, end, 0, tailCap - start);
            System.arraycopy(tail, 0, end, tailCap - start, start);
            text = utf8(head, 0, headCap) + "\n[… " + (total - headCap - tailCap) + " bytes left out …]\n"
                    + utf8(end, 0, end.length);
        }
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static String utf8(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }
}
