package org.osfailover.run;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id under which a pending fence works: {@code <run id>-fence-<server id>}, the business key of its process instance.
 * A fence outlives its run and acts also while another run holds the lock, but on its one server only. What it does is
 * kept with the run that left it behind.
 */
record PendingFence(String runId, String serverId) {

    private static final Pattern FORM = Pattern.compile("(.+?-\\d{4}-\\d{2}-\\d{2}-\\d+)-fence-(.+)");

    static String id(String runId, String serverId) {
        return runId + "-fence-" + serverId;
    }

    static Optional<PendingFence> parse(String id) {
        Matcher matcher = FORM.matcher(id);
        return matcher.matches() ? Optional.of(new PendingFence(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** The run under which something is kept that was done under this id. */
    static String runOf(String id) {
        return parse(id).map(PendingFence::runId).orElse(id);
    }
}
