package org.osfailover.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.osfailover.farm.Stack;

/**
 * The same conversations with the product's own scripts, executed by a real PowerShell engine that finds the simulated
 * server around itself. {@code WINDOWS_POWERSHELL} names the engine.
 */
@EnabledIfEnvironmentVariable(named = "WINDOWS_POWERSHELL", matches = ".+")
class RealPowerShellTest extends DotNetServerTest {

    @Override
    LabFarm farm() throws IOException {
        return LabFarm.builder()
                .environment(LabFarms.definition(Stack.DOTNET))
                .timings(LabTimings.quick())
                .sshPassword("wrong-horse")
                .powerShell(Path.of(System.getenv("WINDOWS_POWERSHELL")))
                .build();
    }

    @Override
    String script(String name) throws IOException {
        try (InputStream stream = RealPowerShellTest.class.getResourceAsStream("/powershell/" + name)) {
            assumeTrue(stream != null, "the script is not there: " + name);
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
