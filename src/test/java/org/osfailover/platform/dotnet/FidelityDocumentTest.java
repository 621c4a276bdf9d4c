package org.osfailover.platform.dotnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.osfailover.platform.FidelityDocument;

/** What {@code docs/fidelity.md} says of the .NET stack is what the program does, and all of it. */
class FidelityDocumentTest {

    private static final Path SCRIPTS = Path.of("src/main/resources/powershell");
    private static final Pattern PROGRAM =
            Pattern.compile("\\b[A-Za-z][\\w-]*\\.(?:exe|com|bat|cmd|msc)\\b", Pattern.CASE_INSENSITIVE);

    @Test
    void everySetting_hasItsRow() {
        FidelityDocument.table("Settings of the .NET stack").holdsSettings(DotnetSettings.all());
    }

    @Test
    void everyScriptAndEveryProgramInThem_hasItsRow() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> scripts = Files.list(SCRIPTS)) {
            for (Path script : scripts.toList()) {
                used.add(SCRIPTS.relativize(script).toString());
                Files.readAllLines(script).stream()
                        .filter(line -> !line.strip().startsWith("#"))
                        .flatMap(line -> PROGRAM.matcher(line).results())
                        .map(MatchResult::group)
                        .forEach(used::add);
            }
        }
        assertThat(used).contains("read-server.ps1", "ConfigurationTool.com");

        FidelityDocument.table("Scripts of the .NET stack").holds(used);
    }
}
