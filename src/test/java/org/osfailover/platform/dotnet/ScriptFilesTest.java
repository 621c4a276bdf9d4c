package org.osfailover.platform.dotnet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every script as a file. */
class ScriptFilesTest {

    private static final Path FOLDER = Path.of("src/main/resources/powershell");
    private static final Pattern SHARED = Pattern.compile("(?s)# <shared: (\\w+)>\n(.*?)# </shared: \\1>");

    @ParameterizedTest
    @EnumSource(Scripts.class)
    void firstLine_namesTheScriptAndSaysWhatItDoes(Scripts script) {
        assertThat(script.script().text().lines().findFirst().orElse(""))
                .matches("# " + Pattern.quote(script.script().name()) + ": .{20,}");
    }

    @ParameterizedTest
    @EnumSource(Scripts.class)
    void script_isAsciiAndStopsAtErrors(Scripts script) {
        assertThat(script.script().text())
                .matches("[\\x20-\\x7e\\n]+")
                .contains("$ErrorActionPreference = 'Stop'")
                .contains("$ProgressPreference = 'SilentlyContinue'");
    }

    @Test
    void everyFile_isAScriptOfTheProgram() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Stream.of(Scripts.values())
                            .map(s -> s.script().name())
                            .toList());
        }
    }

    @Test
    void sharedFunctions_areTheSameInEveryScript() throws IOException {
        Map<String, String> seen = new HashMap<>();
        List<String> differing = new ArrayList<>();
        for (Path script : everyScript()) {
            Matcher shared = SHARED.matcher(Files.readString(script));
            while (shared.find()) {
                String first = seen.putIfAbsent(shared.group(1), shared.group(2));
                if (first != null && !first.equals(shared.group(2))) {
                    differing.add(script.getFileName() + ": " + shared.group(1));
                }
            }
        }
        assertThat(seen).containsKeys("answer", "services", "process", "platform", "configuration", "job", "start");
        assertThat(differing).isEmpty();
    }

    @Test
    void noScript_runsWhatMustNeverRun() {
        for (Scripts script : Scripts.values()) {
            assertThat(script.script().text()).doesNotContain("/RegenerateSettingsKey", "/RebuildSession");
        }
    }

    @Test
    @ExtendWith(WindowsPowerShell.Required.class)
    void everyScriptOfTheRepository_passesTheLint() throws IOException, InterruptedException {
        List<String> scripts = scriptsOfTheRepository();
        assertThat(scripts).hasSizeGreaterThanOrEqualTo(Scripts.values().length);
        List<String> command = new ArrayList<>(List.of(String.valueOf(WindowsPowerShell.engine()), "--lint"));
        command.addAll(scripts);
        Process lint = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(lint.getInputStream().readAllBytes(), UTF_8);

        assertThat(lint.waitFor()).as(output).isZero();
    }

    /** In whatever folder they lie; not what a build made or installed. */
    private static List<String> scriptsOfTheRepository() throws IOException {
        List<String> scripts = new ArrayList<>();
        Files.walkFileTree(Path.of(""), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return List.of("target", "node_modules", ".git").contains(String.valueOf(folder.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().toLowerCase(Locale.ROOT).matches(".*\\.ps[md]?1")) {
                    scripts.add(file.toString());
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return scripts;
    }

    /** Those of this package, and those that other packages send. */
    private static List<Path> everyScript() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources"))) {
            return files.filter(file -> file.toString().endsWith(".ps1"))
                    .sorted()
                    .toList();
        }
    }
}
