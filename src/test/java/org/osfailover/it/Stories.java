package org.osfailover.it;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osfailover.farm.Stack;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabEnvironmentDefinition;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.LabTimings;
import org.osfailover.lab.servicecenter.LabLicense;

/** Farms for stories that are told on both stacks: each story has an environment of its own on each. */
final class Stories {

    /** Loopback addresses below are the demo's. */
    private static final int FIRST_NETWORK = 30;

    private Stories() {}

    static LabFarm.Builder onBothStacks(List<String> stories) {
        LabFarm.Builder farm = LabFarm.builder().timings(LabTimings.quick());
        int network = FIRST_NETWORK;
        for (String story : stories) {
            for (Stack stack : Stack.values()) {
                String id = id(story, stack);
                farm.environment(LabEnvironmentDefinition.ofTwoGroups(
                        id,
                        id,
                        stack,
                        stack == Stack.JAVA ? "10.0.1019.0" : "11.31.0.43862",
                        id + "-fe",
                        "127.0." + network++ + "."));
            }
        }
        return farm;
    }

    /** The environment of a story; its servers are {@code <id>-fe1} to {@code <id>-fe4}. */
    static String id(String story, Stack stack) {
        return story + "-" + stack.name().toLowerCase(Locale.ROOT);
    }

    /** People get the licence for the new Controller, and install it where the stack's environment wants that by hand. */
    static void getAndInstallLicense(RunningProgram program, String run, String environment, LabServer controller) {
        LabEnvironment farm = program.environment(environment);
        program.complete("lisa", run, "userTask_freeUpEnvironment", Map.of());
        program.complete(
                "lisa",
                run,
                "userTask_getLicenseFile",
                Map.of(
                        "licenseFile",
                        LabLicense.issuedTo(controller.serialNumber(), farm).file()));
        if (farm.stack() == Stack.JAVA) {
            program.awaitTask(run, "userTask_installLicense");
            farm.serviceCenter().licenseSerial(controller.serialNumber());
            program.complete("lisa", run, "userTask_installLicense", Map.of());
        }
    }
}
