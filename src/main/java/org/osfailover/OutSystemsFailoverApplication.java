package org.osfailover;

import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Runs the OutSystems Platform Server failover procedures as BPMN processes. {@code java -jar … check} looks whether it
 * could start, and starts nothing: exit code 0 if it could.
 */
@SpringBootApplication
public class OutSystemsFailoverApplication {

    private static final String CHECK = "check";

    public static void main(String[] args) {
        StartChecks checks = new StartChecks();
        if (args.length > 0 && CHECK.equals(args[0])) {
            SpringApplication check = new SpringApplication(StartReport.class);
            check.setWebApplicationType(WebApplicationType.NONE);
            check.setLogStartupInfo(false);
            check.addInitializers(checks);
            check.run(Arrays.copyOfRange(args, 1, args.length)).close();
            return;
        }
        SpringApplication program = new SpringApplication(OutSystemsFailoverApplication.class);
        program.addInitializers(checks);
        program.run(args);
    }

    /** Whether this is our program, or the look whether it could start: not a part of it, as in a test. */
    static boolean isStartedBy(SpringApplication application) {
        return application.getAllSources().contains(OutSystemsFailoverApplication.class)
                || application.getAllSources().contains(StartReport.class);
    }
}
