package org.osfailover.lab;

import java.io.IOException;
import java.util.Map;
import org.osfailover.farm.Stack;

/** Farms for tests: four servers, fe1 is the Controller; blue (fe1, fe2) is active, green (fe3, fe4) passive. */
final class LabFarms {

    private LabFarms() {}

    static LabFarm java(LabOptions options) throws IOException {
        return of(Stack.JAVA, options);
    }

    static LabFarm java() throws IOException {
        return of(Stack.JAVA, LabOptions.defaults());
    }

    static LabFarm dotNet() throws IOException {
        return of(Stack.DOTNET, LabOptions.defaults());
    }

    static LabFarm of(Stack stack, LabOptions options) throws IOException {
        return LabFarm.builder()
                .environment(definition(stack))
                .timings(LabTimings.quick())
                .options(options)
                .sshPassword("wrong-horse")
                .build();
    }

    static LabEnvironmentDefinition definition(Stack stack) {
        LabEnvironmentDefinition usual =
                LabEnvironmentDefinition.ofTwoGroups("lab", "Lab", stack, "1.0", "fe", "127.0.30.");
        return new LabEnvironmentDefinition("lab", "Lab", stack, "1.0", usual.servers(), Map.of("All_Components", 7));
    }
}
