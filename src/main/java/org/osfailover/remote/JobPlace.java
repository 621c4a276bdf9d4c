package org.osfailover.remote;

/**
 * Where a server of the POSIX kind keeps its jobs.
 *
 * @param directory {@code -} for the usual one: {@code /var/lib/outsystems-failover/jobs} for root, else
 *     {@code ~/.outsystems-failover/jobs}
 * @param bootIdFile what differs after a restart of the server
 * @param keptDays how long a job that is over is kept where nobody took its end over
 */
public record JobPlace(String directory, String bootIdFile, int keptDays) {

    /** On every server. */
    public static final JobPlace USUAL = new JobPlace("-", "/proc/sys/kernel/random/boot_id", 7);
}
