package org.osfailover.platform.dotnet;

import org.osfailover.farm.Environment;
import org.osfailover.farm.PlatformService;
import org.osfailover.platform.Reachability;
import org.osfailover.platform.dotnet.ServerScripts.Act;
import org.osfailover.remote.CommandLine;

/** Whether a Windows server can open a connection to a service's port elsewhere. */
record PortTest(Environment environment, ServerScripts scripts) {

    Reachability reaches(PlatformService service, String host) {
        int port = DotnetSettings.port(service, environment);
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
