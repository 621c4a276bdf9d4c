package org.osfailover.remote.ssh;

import java.nio.charset.StandardCharsets;

/**
 * Collects what a command prints: the first and the last half of the cap, and between them how much was left out.
 * Everything is taken, so that the command never waits for us.
 */
final class CappedOutput {

    private final byte[] head;
    private final byte[] tail;
    private long total;

    CappedOutput(int cap) {
        head = new byte[cap / 2];
        tail = new byte[cap - cap / 2];
    }

    synchronized void add(byte[] bytes, int length) {
        int taken = (int) Math.min(length, Math.max(0, head.length - total));
        System.arraycopy(bytes, 0, head, (int) Math.min(total, head.length), taken);
        total += taken;
        while (taken < length) {
            int at = (int) ((total - head.length) % tail.length);
            int piece = Math.min(length - taken, tail.length - at);
            System.arraycopy(bytes, taken, tail, at, piece);
            taken += piece;
            total += piece;
        }
    }

    /** As UTF-8; what is not UTF-8 becomes U+FFFD. A byte order mark at the start is not part of the text. */
    synchronized String text() {
        String text;
        if (total <= head.length) {
            text = utf8(head, 0, (int) total);
        } else if (total <= (long) head.length + tail.length) {
            byte[] all = new byte[(int) total];
            System.arraycopy(head, 0, all, 0, head.length);
            System.arraycopy(tail, 0, all, head.length, (int) total - head.length);
            text = utf8(all, 0, all.length);
        } else {
            int start = (int) ((total - head.length) % tail.length);
            byte[] end = new byte[tail.length];
            System.arraycopy(tail, start, end, 0, tail.length - start);
            System.arraycopy(tail, 0, end, tail.length - start, start);
            text = utf8(head, 0, head.length) + "\n[… " + (total - head.length - tail.length) + " bytes left out …]\n"
                    + utf8(end, 0, end.length);
        }
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static String utf8(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }
}
