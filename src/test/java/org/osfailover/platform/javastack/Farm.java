package org.osfailover.platform.javastack;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.farm.Stack;
import org.osfailover.remote.Dialogue;

/** The environment that the tests of this package act on. */
final class Farm {

    static final Server FE1 = new Server(
            "fe1",
            "10.0.0.11",
            "blue",
            true,
            new SshEndpoint("10.0.0.11", 22, "failover", "ssh", "SHA256:x", null, Elevation.SUDO, null));

    private Farm() {}

    static Environment environment(Map<String, String> overrides) {
        return new Environment(
                "production",
                "Production",
                Stack.JAVA,
                Environment.ControllerStart.WITH_CONFIGURATION,
                Environment.RabbitMqPlacement.NONE,
                null,
                new Environment.Approvals(Environment.Approval.SELF, Environment.Approval.SELF),
                new Environment.TrafficSwitch.None(),
                Environment.LicenseInstallation.MANUAL,
                Environment.Republish.SERVICE_CENTER,
                Environment.AllContent.TRUSTED,
                Environment.ApplyConfiguration.UPGRADE_INSTALL,
                new Environment.ServiceCenterEndpoint("http://10.0.0.11/ServiceCenter", "sc", "All_Components"),
                List.of(FE1),
                overrides);
    }

    /** Short enough for tests. */
    static Deadlines deadlines() {
        Duration brief = Duration.ofMillis(100);
        return new Deadlines(brief, brief, brief, brief, brief, brief, brief, Duration.ofMillis(5));
    }

    /** What a shell does: the first rule that applies and whose question is found at the end of the text. */
    static Optional<Dialogue.Rule> ruleFor(Dialogue dialogue, String text, List<String> answered) {
        return dialogue.rules().stream()
                .filter(rule -> rule.applies(answered))
                .filter(rule -> Pattern.compile(
                                "(?:" + rule.question().pattern() + ")\\s*\\z",
                                rule.question().flags())
                        .matcher(text)
                        .find())
                .findFirst();
    }
}
