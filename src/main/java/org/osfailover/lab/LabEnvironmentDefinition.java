package org.osfailover.lab;

import java.util.List;
import java.util.Map;
import org.osfailover.farm.Stack;

/**
 * An environment as it is first set up. The first server is the Controller.
 *
 * @param solutions the solutions that Service Center has: name to id
 */
public record LabEnvironmentDefinition(
        String id,
        String name,
        Stack stack,
        String version,
        List<LabServerDefinition> servers,
        Map<String, Integer> solutions) {

    public LabEnvironmentDefinition {
        servers = List.copyOf(servers);
        solutions = Map.copyOf(solutions);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException(id + " needs at least one server");
        }
    }

    /** The demo's environment on Windows, OutSystems 11: blue active (its first server is the Controller), green passive. */
    public static LabEnvironmentDefinition demoDotNet() {
        return ofTwoGroups("demo-dotnet", "Demo .NET", Stack.DOTNET, "11.31.0.43862", "net-fe", "127.0.10.");
    }

    /** The demo's environment on Linux, OutSystems 10: blue active (its first server is the Controller), green passive. */
    public static LabEnvironmentDefinition demoJava() {
        return ofTwoGroups("demo-java", "Demo Java", Stack.JAVA, "10.0.1019.0", "java-fe", "127.0.20.");
    }

    /** Four servers: 1 and 2 are the active group blue, 3 and 4 the passive group green; 1 is the Controller. */
    public static LabEnvironmentDefinition ofTwoGroups(
            String id, String name, Stack stack, String version, String prefix, String network) {
        return new LabEnvironmentDefinition(
                id,
                name,
                stack,
                version,
                List.of(
                        LabServerDefinition.active(prefix + "1", network + "11", "blue"),
                        LabServerDefinition.active(prefix + "2", network + "12", "blue"),
                        LabServerDefinition.passive(prefix + "3", network + "13", "green"),
                        LabServerDefinition.passive(prefix + "4", network + "14", "green")),
                Map.of("All_Components", 7));
    }
}
