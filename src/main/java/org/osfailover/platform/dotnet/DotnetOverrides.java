package org.osfailover.platform.dotnet;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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

    @Override
    public Set<String> keys() {
        return DotnetSettings.all().stream().map(PlatformSetting::key).collect(Collectors.toSet());
    }

    @Override
    public Optional<String> problem(String key, String value) {
        if (key.equals(DotnetSettings.PORTS.key()) && !PORTS.matcher(value).matches()) {
            return Optional.of("it is not a list such as CONTROLLER=12000;DEPLOYER=12001");
        }
        if (key.equals(DotnetSettings.JOBS.key()) && !WAYS.contains(value)) {
            return Optional.of("it is not one of " + String.join(", ", WAYS));
        }
        if (key.startsWith("dotnet.service.") && value.isBlank()) {
            return Optional.of("it names no service");
        }
        return Optional.empty();
    }
}
