package org.osfailover.platform.dotnet;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.PlatformService;
import org.osfailover.platform.Reachability;
import org.osfailover.platform.dotnet.ServerScripts.Act;
import org.osfailover.remote.CommandLine;

/** Whether a Windows server can open a connection to a service's port elsewhere. */
record PortTest(Environment environment, ServerScripts scripts) {

    /** Deployment's secondary port is in use since 11.41.0 (release notes); every other one only listens. */
    private static final int SECONDARY_DEPLOYMENT_PORT = 12101;

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

    /** The service's port, and the secondary one where this version of the platform uses it. */
    List<Reachability> reachesAll(PlatformService service, String host, @Nullable String version) {
        Reachability primary = reaches(service, host);
        return service == PlatformService.DEPLOYER && usesSecondaryPort(version)
                ? List.of(primary, reaches(service, host, SECONDARY_DEPLOYMENT_PORT))
                : List.of(primary);
    }

    static boolean usesSecondaryPort(@Nullable String version) {
        Matcher parts = VERSION.matcher(version == null ? "" : version.strip());
        return parts.matches() && Integer.parseInt(parts.group(1)) == 11 && Integer.parseInt(parts.group(2)) >= 41;
    }

    Reachability reaches(PlatformService service, String host) {
        return reaches(service, host, DotnetSettings.port(service, environment));
    }

    private Reachability reaches(PlatformService service, String host, int port) {
        String where = service.displayName() + " at " + host + ":" + port;
        CommandLine command = CommandLine.powerShell(Scripts.TEST_PORT.script())
                .parameter("HostName", host)
                .parameter("Port", Integer.toString(port))
                .build();
        Act act = scripts.runOnce(command);
        if (act instanceof Act.Done done) {
            return done.json().path("open").asBoolean()
                    ? new Reachability.Reached(where + " answers")
                    : new Reachability.NotReached(where + " can't be reached: "
                            + ScriptAnswer.text(done.json(), "reason").orElse("no reason given"));
        } else if (act instanceof Act.NotConnected failed) {
            return new Reachability.Unknown(where + " was not tried: " + failed.sentence());
        } else if (act instanceof Act.Failed failed) {
            return new Reachability.Unknown(where + " was not tried: " + failed.sentence());
        }
        return new Reachability.Unknown(
                where + " was not tried" + (act instanceof Act.Lost lost ? ": " + lost.why() : ""));
    }
}
