package org.osfailover.engine;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/**
 * A point in time as callers write it: ISO 8601 with a zone, seconds and fractions as one likes. The engine's own parser
 * wants exactly one form, and takes days that don't exist and whatever stands behind the zone.
 */
final class GivenDate {

    /** What is wanted, said in a refusal. */
    static final String WANTED = "a date, a time and a zone, like 2026-11-22T02:10:00Z, 2026-11-22T03:10:00+01:00 or"
            + " 2026-11-22T03:10:00.000+0100";

    private static final DateTimeFormatter ENGINES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT);

    private static final DateTimeFormatter TAKEN = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendValue(ChronoField.YEAR, 4)
            .appendPattern("-MM-dd'T'HH:mm")
            .optionalStart()
            .appendPattern(":ss")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .optionalEnd()
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private GivenDate() {}

    /** The same as the engine reads it; empty where it is no point in time. */
    static Optional<String> forEngine(String given) {
        try {
            return Optional.of(ENGINES.format(OffsetDateTime.parse(given.strip(), TAKEN)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
