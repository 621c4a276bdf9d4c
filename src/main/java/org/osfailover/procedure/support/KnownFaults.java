package org.osfailover.procedure.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environment.ApplyConfiguration;
import org.osfailover.farm.Environment.LicenseInstallation;
import org.osfailover.farm.FarmFinding;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.Server;
import org.osfailover.farm.Stack;

/**
 * What the vendor's release notes say against versions of the platform, where a step of a failover meets it: data, in
 * {@code platform/known-faults.csv}, each with its source. Of a version that can't be read nothing is said here; that it
 * can't be read is a finding of its own.
 */
public final class KnownFaults {

    private static final String FILE = "/platform/known-faults.csv";
    private static final String APPLY_SETTINGS_ARGUMENTS = "dotnet.configuration-tool.apply-settings-factory";
    private static final int FIELDS = 9;

    /**
     * @param from the first version that has it
     * @param before the first version that has it no more
     * @param when under which setting of the environment a step meets it
     * @param refusesPlanned whether the step can't work at all
     */
    record Fault(
            String id,
            String from,
            String before,
            When when,
            String steps,
            String means,
            String remedy,
            String source,
            boolean refusesPlanned) {

        boolean concerns(@Nullable String version) {
            return version != null && isVersion(version) && compare(version, from) >= 0 && compare(version, before) < 0;
        }
    }

    /** Under which setting a step meets a fault. */
    enum When {
        ALWAYS,
        UPGRADE_INSTALL,
        APPLY_SETTINGS_FACTORY,
        CONFIGURATION_TOOL;

        boolean holdsIn(Environment environment) {
            return switch (this) {
                case ALWAYS -> true;
                case UPGRADE_INSTALL -> environment.applyConfiguration() == ApplyConfiguration.UPGRADE_INSTALL;
                // with other arguments it is another command
                case APPLY_SETTINGS_FACTORY ->
                    environment.applyConfiguration() == ApplyConfiguration.APPLY_SETTINGS_FACTORY
                            && !environment.overrides().containsKey(APPLY_SETTINGS_ARGUMENTS);
                case CONFIGURATION_TOOL ->
                    environment.applyConfiguration() != ApplyConfiguration.RESTART_SERVICES
                            || environment.licenseInstallation() == LicenseInstallation.CONFIGURATION_TOOL;
            };
        }
    }

    private static final List<Fault> ALL = load();

    private KnownFaults() {}

    static List<Fault> all() {
        return ALL;
    }

    /** One finding a fault, which names the servers that have it. */
    public static List<FarmFinding> of(FarmReading reading) {
        if (reading.environment().stack() != Stack.DOTNET) {
            return List.of();
        }
        List<FarmFinding> found = new ArrayList<>();
        for (Fault fault : ALL) {
            List<String> servers = reading.environment().servers().stream()
                    .map(Server::id)
                    .filter(id -> fault.concerns(reading.server(id).version()))
                    .toList();
            if (!servers.isEmpty() && fault.when().holdsIn(reading.environment())) {
                found.add(new FarmFinding(null, finding(fault, reading, servers)));
            }
        }
        return found;
    }

    /** Why a planned move is refused: with these settings one of its steps can't work on the versions that were read. */
    public static List<String> refusals(FarmReading reading) {
        return of(reading).stream()
                .filter(FarmFinding::isError)
                .map(found -> found.finding().sentence() + ". "
                        + found.finding().remedy() + "; or start it in mode EMERGENCY, which only warns of it.")
                .toList();
    }

    private static CheckFinding finding(Fault fault, FarmReading reading, List<String> servers) {
        String versions = servers.stream()
                .map(id -> String.valueOf(reading.server(id).version()))
                .distinct()
                .collect(Collectors.joining(", "));
        String sentence = "Known of version " + versions + " (" + String.join(", ", servers) + "), for step "
                + fault.steps() + ": " + fault.means() + " (" + fault.id() + ", gone in " + fault.before()
                + "; source: " + fault.source() + ")";
        return fault.refusesPlanned()
                ? CheckFinding.error(Code.KNOWN_FAULTS, sentence, fault.remedy())
                : CheckFinding.warning(Code.KNOWN_FAULTS, sentence, fault.remedy());
    }

    private static List<Fault> load() {
        try (InputStream file = KnownFaults.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is missing from the program");
            }
            Stream<String> lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8)).lines();
            return lines.filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(KnownFaults::fault)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " can't be read", e);
        }
    }

    private static Fault fault(String line) {
        List<String> fields = List.of(line.split("\\|", -1));
        if (fields.size() != FIELDS || fields.stream().anyMatch(String::isBlank)) {
            throw new IllegalStateException(FILE + ": '" + line + "' has not " + FIELDS + " fields");
        }
        When when =
                When.valueOf(fields.get(3).toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
        return new Fault(
                fields.get(0),
                fields.get(1),
                fields.get(2),
                when,
                fields.get(4),
                fields.get(5),
                fields.get(6),
                fields.get(7),
                fields.get(8).equals("refused"));
    }

    private static boolean isVersion(String version) {
        return version.strip().matches("\\d{1,6}(?:\\.\\d{1,6})*");
    }

    /** By their numbers; one that is written with fewer parts has zeros there. */
    static int compare(String one, String other) {
        List<Integer> ones = parts(one);
        List<Integer> others = parts(other);
        for (int i = 0; i < Math.max(ones.size(), others.size()); i++) {
            int difference = Integer.compare(i < ones.size() ? ones.get(i) : 0, i < others.size() ? others.get(i) : 0);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static List<Integer> parts(String version) {
        return Stream.of(version.strip().split("\\.", -1)).map(Integer::valueOf).toList();
    }
}
