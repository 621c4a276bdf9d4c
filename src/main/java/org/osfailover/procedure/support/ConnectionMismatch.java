package org.osfailover.procedure.support;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osfailover.farm.ServiceReading;

/**
 * A service that will never initialise, however long it is waited for: the Controller refuses its server, since a
 * connection setting differs from the Controller's own (source: docs-support, unable to register a front-end; letter case
 * counts). It is put before a person at once.
 */
public final class ConnectionMismatch {

    /** The vendor's words, and their beginning, as the service writes them. */
    private static final Pattern WORDS =
            Pattern.compile("connection string is different from|invalid connection string", Pattern.CASE_INSENSITIVE);

    private ConnectionMismatch() {}

    /** What is so and what to do, with the vendor's words; empty where none of these services says so. */
    public static Optional<String> saidBy(List<ServiceReading> services) {
        return services.stream()
                .filter(service -> WORDS.matcher(service.detail()).find())
                .findFirst()
                .map(service -> service.service().shortName() + " can't initialise, and waiting won't help: "
                        + service.detail()
                        + ". A database connection setting in this server's configuration is not that of the"
                        + " Controller (letter case counts). Compare the two files' connection settings, take over the"
                        + " Controller's with the vendor's Configuration Tool, and choose RETRY");
    }
}
