package org.osfailover.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** What an approval belongs to: a plan's steps, servers, commands and values. Ages, durations and warnings are no part of it. */
public final class PlanHash {

    private PlanHash() {}

    /** SHA-256, as 64 hexadecimal digits. */
    public static String of(List<PlanStep> plan) {
        String text = plan.stream()
                .filter(step -> !step.step().equals("before"))
                .map(step -> String.join(
                        "\u001f",
                        step.step(),
                        Objects.requireNonNullElse(step.server(), ""),
                        step.sentence(),
                        String.valueOf(step.waitsForPerson()),
                        String.join("\u001e", step.commands()),
                        Objects.requireNonNullElse(step.before(), ""),
                        Objects.requireNonNullElse(step.after(), "")))
                .collect(Collectors.joining("\n"));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
