package org.osfailover.platform.dotnet;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.osfailover.farm.inventory.OverrideKeys;
import org.osfailover.platform.PlatformSetting;
import org.springframework.stereotype.Component;

/** What an environment may override of the .NET stack, checked when the inventory is read. */
@Component
final class DotnetOverrides implements OverrideKeys {

    private static final Pattern PORTS = Pattern.compile(
            "(?i)\\s*(?:(?:CONTROLLER|DEPLOYER|SCHEDULER|LOG|SMS|RABBITMQ)\\s*=\\s*\\d{1,5}\\s*(?:;\\s*|$))*");

    private static final List<String> WAYS = List.of("auto", "process", "scheduled-task");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final int LAST_PORT = 65_535;

    /** Safety rule 12. */
    private static final Pattern FORBIDDEN = Pattern.compile("(?i)/(?:RegenerateSettingsKey|RebuildSession)\\b");

    private static final String FORBIDDEN_WHY = "a new settings key, and a rebuilt session database, would break the"
            + " other servers or end every session: neither is ever done in a failover";

    @Override
    public Set<String> keys() {
        return DotnetSettings.all().stream().map(PlatformSetting::key).collect(Collectors.toSet());
    }

    @Override
    public Optional<String> problem(String key, String value) {
        if (key.equals(DotnetSettings.PORTS.key()) && !PORTS.matcher(value).matches()) {
            return Optional.of("it is not a list such as CONTROLLER=12000;DEPLOYER=12001");
        }
        if (key.equals(DotnetSettings.CONNECTION_SETTINGS.key()) && !value.matches("[A-Za-z]+(?:,[A-Za-z]+)*|")) {
            return Optional.of("it is not a list of sections such as PlatformDatabaseConfiguration,"
                    + "SessionDatabaseConfiguration, without blanks");
        }
        if (key.equals(DotnetSettings.JOBS.key()) && !WAYS.contains(value)) {
            return Optional.of("it is not one of " + String.join(", ", WAYS));
        }
        if (key.startsWith("dotnet.service.") && value.isBlank()) {
            return Optional.of("it names no service");
        }
        if (key.equals(DotnetSettings.PORTS.key())) {
            return NUMBER.matcher(value)
                    .results()
                    .map(MatchResult::group)
                    .filter(port -> Integer.parseInt(port) < 1 || Integer.parseInt(port) > LAST_PORT)
                    .findFirst()
                    .map(port -> port + " is not a port, 1 to " + LAST_PORT);
        }
        if (key.startsWith("dotnet.configuration-tool.")) {
            return value.isBlank()
                    ? Optional.of("it is empty: the Configuration Tool would open its window")
                    : Optional.of(value).filter(FORBIDDEN.asPredicate()).map(forbidden -> FORBIDDEN_WHY);
        }
        if (key.equals(DotnetSettings.UPLOAD_LICENSE_REJECTED.key())
                || key.equals(DotnetSettings.UPLOAD_LICENSE_LOGIN.key())) {
            return expression(value);
        }
        return Optional.empty();
    }

    /** Needed when the licence has been uploaded: too late to find out that it can't be compiled. */
    private static Optional<String> expression(String value) {
        try {
            return Pattern.compile(value).matcher("").find()
                    ? Optional.of("it is found in every text, even in an empty one")
                    : Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("it is not a regular expression: " + e.getDescription());
        }
    }
}
