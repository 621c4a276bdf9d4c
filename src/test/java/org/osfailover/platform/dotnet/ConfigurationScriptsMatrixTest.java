package org.osfailover.platform.dotnet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code server.hsconf} as it may lie on a server: written and read back by the scripts. */
@Tag("windows-powershell")
@ExtendWith(WindowsPowerShell.Required.class)
class ConfigurationScriptsMatrixTest {

    private static final String OLD = "ctrl-old.example";
    private static final String NEW = "ctrl-new.example";
    private static final String ELEMENT = "<CompilerServerHostname>" + OLD + "</CompilerServerHostname>";

    private final Path folder;
    private final WindowsPowerShell windows;

    ConfigurationScriptsMatrixTest(@TempDir Path folder) {
        this.folder = folder;
        this.windows = WindowsPowerShell.in(folder);
    }

    /** Text in which the address stands once as it is before; afterwards it is to be there instead. */
    private record Case(String name, Charset charset, String before, String after) {

        static Case of(String name, String before, String after) {
            return new Case(name, UTF_8, before, after);
        }

        Path folder(WindowsPowerShell windows) {
            return windows.drive().resolve(name);
        }

        Path file(WindowsPowerShell windows) {
            return folder(windows).resolve("server.hsconf");
        }
    }

    private static String document(String element) {
        return "<?xml version=\"1.0\"?>\r\n<EnvironmentConfiguration>\r\n  <ServiceConfiguration>\r\n    " + element
                + "\r\n    <CompilerServerPort>12000</CompilerServerPort>\r\n  </ServiceConfiguration>\r\n"
                + "</EnvironmentConfiguration>\r\n";
    }

    /** The document with this element, and with that one afterwards. */
    private static Case element(String name, String before, String after) {
        return Case.of(name, document(before), document(after));
    }

    /** The document in which only the address changes. */
    private static Case text(String name, Charset charset, String before) {
        return new Case(name, charset, before, before.replace(OLD, NEW));
    }

    private static List<Case> cases() {
        String umlauts = document("<!-- für Köln -->" + ELEMENT);
        String longValue = "x&amp;".repeat(60_000);
        return List.of(
                text("crlf", UTF_8, document(ELEMENT)),
                text("lf", UTF_8, document(ELEMENT).replace("\r\n", "\n")),
                text(
                        "mixed-ends",
                        UTF_8,
                        document(ELEMENT).replaceFirst("\r\n", "\n").replaceFirst("12000.*\r\n", "$0\n\r")),
                text("no-final-newline", UTF_8, document(ELEMENT).strip()),
                text("one-line", UTF_8, document(ELEMENT).replaceAll("\r\n *", "")),
                text("utf8-mark", UTF_8, "\uFEFF" + umlauts),
                text("utf16le-mark", UTF_16LE, "\uFEFF" + umlauts),
                text("utf16be-mark", UTF_16BE, "\uFEFF" + umlauts),
                text("ansi", ISO_8859_1, umlauts),
                text("ansi-declared", ISO_8859_1, umlauts.replace("1.0\"", "1.0\" encoding=\"windows-1252\"")),
                text(
                        "single-quotes",
                        UTF_8,
                        document(ELEMENT.replaceFirst(">", " encrypted='false' note='a > \"b\"'>"))),
                text(
                        "double-quotes",
                        UTF_8,
                        document(ELEMENT.replaceFirst(">", " encrypted=\"false\" note=\"it's > b\">"))),
                text(
                        "spaced-tags",
                        UTF_8,
                        document(ELEMENT.replaceFirst(">", "\r\n\t >")
                                .replace("</CompilerServerHostname", "</CompilerServerHostname "))),
                text(
                        "prefixed",
                        UTF_8,
                        document(ELEMENT)
                                .replace("<EnvironmentConfiguration", "<o:EnvironmentConfiguration xmlns:o='urn:o'")
                                .replace("</Env", "</o:Env")),
                text(
                        "other-elements",
                        UTF_8,
                        document("<!--" + ELEMENT.replace(OLD, "trap") + "--><Other><![CDATA["
                                + ELEMENT.replace(OLD, "trap") + "]]></Other>" + ELEMENT)),
                text("instruction", UTF_8, document("<?x " + ELEMENT.replace(OLD, "trap") + "?>" + ELEMENT)),
                text(
                        "doctype",
                        UTF_8,
                        document(ELEMENT)
                                .replaceFirst(
                                        "<Env", "<!DOCTYPE EnvironmentConfiguration [ <!ENTITY a \"<b>\"> ]><Env")),
                text("long-values", UTF_8, document("<Long a='" + longValue + "'>" + longValue + "</Long>" + ELEMENT)),
                element("cdata", ELEMENT.replace(OLD, "<![CDATA[" + OLD + "]]>"), ELEMENT.replace(OLD, NEW)),
                element(
                        "comment-inside",
                        ELEMENT.replace(OLD, OLD + "<!-- was: x -->"),
                        ELEMENT.replace(OLD, NEW + "<!-- was: x -->")),
                element("reference", ELEMENT.replace(OLD, "ctrl&#45;old&#x2e;example"), ELEMENT.replace(OLD, NEW)),
                element(
                        "white-space",
                        ELEMENT.replace(OLD, "\r\n      " + OLD + "\r\n    "),
                        ELEMENT.replace(OLD, NEW)),
                element("empty", ELEMENT.replace(OLD, ""), ELEMENT.replace(OLD, NEW)),
                element(
                        "empty-tag",
                        "<CompilerServerHostname encrypted='false' />",
                        "<CompilerServerHostname encrypted='false'>" + NEW + "</CompilerServerHostname>"));
    }

    @Test
    void everyKindOfFile_onlyTheAddressChangesAndIsReadBack() throws IOException {
        ScriptBatch batch = new ScriptBatch(windows);
        for (Case each : cases()) {
            Files.createDirectories(each.folder(windows));
            Files.write(each.file(windows), each.before().getBytes(each.charset()));
            String directory = "C:\\" + each.name();
            batch.call(
                    Scripts.WRITE_CONTROLLER_ADDRESS,
                    "-InstallDir",
                    directory,
                    "-ControllerAddress",
                    NEW,
                    "-BackupSuffix",
                    "run");
            batch.call(Scripts.READ_SERVER, "-InstallDir", directory, "-ServiceNames", "LOG=x");
        }

        List<JsonNode> answers = batch.answers();

        for (int i = 0; i < cases().size(); i++) {
            Case each = cases().get(i);
            JsonNode written = answers.get(2 * i);
            assertThat(written.path("changed").asBoolean())
                    .as(each.name() + ": " + written)
                    .isTrue();
            assertThat(Files.readAllBytes(each.file(windows)))
                    .as(each.name())
                    .isEqualTo(each.after().getBytes(each.charset()));
            assertThat(Files.readAllBytes(each.file(windows).resolveSibling("server.hsconf.run.bak")))
                    .as(each.name())
                    .isEqualTo(each.before().getBytes(each.charset()));
            assertThat(names(each.folder(windows))).containsExactlyInAnyOrder("server.hsconf", "server.hsconf.run.bak");
            assertThat(answers.get(2 * i + 1).path("controllerAddress").asText())
                    .as(each.name())
                    .isEqualTo(NEW);
        }
    }

    @Test
    void whatCanNotBeWritten_isRefusedAndLeftAsItIs() throws IOException {
        byte[] good = document(ELEMENT).getBytes(UTF_8);
        byte[] odd = ("\uFEFF" + document(ELEMENT)).getBytes(UTF_16LE);
        windowsFile("odd-utf16/server.hsconf", java.util.Arrays.copyOf(odd, odd.length - 1));
        windowsFile("empty-backup/server.hsconf", good);
        windowsFile("empty-backup/server.hsconf.run.bak", new byte[0]);
        windowsFile("read-only/server.hsconf", good);
        assertThat(windows.drive().resolve("read-only/server.hsconf").toFile().setWritable(false))
                .isTrue();
        Files.createDirectories(windows.drive().resolve("a-folder/server.hsconf"));
        Files.createDirectories(windows.drive().resolve("missing"));
        List<String> places =
                List.of("odd-utf16", "empty-backup", "read-only", "a-folder", "missing", "no-such-folder");
        ScriptBatch batch = new ScriptBatch(windows);
        places.forEach(place -> batch.call(
                Scripts.WRITE_CONTROLLER_ADDRESS,
                "-InstallDir",
                "C:\\" + place,
                "-ControllerAddress",
                NEW,
                "-BackupSuffix",
                "run"));
        List<JsonNode> answers = batch.call(
                        Scripts.WRITE_CONTROLLER_ADDRESS, "-ControllerAddress", "", "-BackupSuffix", "run")
                .answers();

        assertThat(answers)
                .extracting(a -> a.path("error").asText())
                .containsExactly(
                        "PLATFORM_NOT_AS_EXPECTED",
                        "COMMAND_FAILED",
                        "PLATFORM_NOT_AS_EXPECTED",
                        "PLATFORM_NOT_AS_EXPECTED",
                        "PLATFORM_NOT_AS_EXPECTED",
                        "PLATFORM_NOT_AS_EXPECTED",
                        "COMMAND_FAILED");
        assertThat(Files.readAllBytes(windows.drive().resolve("read-only/server.hsconf")))
                .isEqualTo(good);
        assertThat(Files.readAllBytes(windows.drive().resolve("empty-backup/server.hsconf")))
                .isEqualTo(good);
    }

    @Test
    void heldByAnotherProgram_isWaitedForAndIfHeldForGoodRefused() throws Exception {
        byte[] content = document(ELEMENT).getBytes(UTF_8);
        windowsFile("for-good/server.hsconf", content);
        windowsFile("for-a-moment/server.hsconf", content);
        Path forGood = windows.drive().resolve("for-good/server.hsconf");
        Path forAMoment = windows.drive().resolve("for-a-moment/server.hsconf");
        Process holder = hold(forGood);
        Process briefHolder = hold(forAMoment);
        try {
            WindowsPowerShell.Running refused = write("for-good");
            WindowsPowerShell.Running waiting = write("for-a-moment");
            assertThat(waiting.process().waitFor(2, TimeUnit.SECONDS)).isFalse();
            briefHolder.destroy();

            assertThat(waiting.end()).contains("\"changed\":true");
            assertThat(Files.readString(forAMoment)).contains(NEW);
            assertThat(refused.end()).contains("COMMAND_FAILED").contains("in use by another program");
            assertThat(Files.readAllBytes(forGood)).isEqualTo(content);
        } finally {
            holder.destroy();
            briefHolder.destroy();
        }
    }

    private WindowsPowerShell.Running write(String place) {
        return windows.start(
                Scripts.WRITE_CONTROLLER_ADDRESS,
                "-InstallDir",
                "C:\\" + place,
                "-ControllerAddress",
                NEW,
                "-BackupSuffix",
                "run");
    }

    /** .NET's lock on this machine; "held" is printed once it is. */
    private static Process hold(Path file) throws IOException {
        Process holder = new ProcessBuilder(
                        "flock", "--exclusive", "--no-fork", file.toString(), "sh", "-c", "echo held; read line")
                .start();
        assertThat(holder.getInputStream().read()).isEqualTo('h');
        return holder;
    }

    @Test
    void diskFull_nothingIsLeftBehind() throws Exception {
        String big = document("<Big>" + "x".repeat(3 * 1024 * 1024) + "</Big>" + ELEMENT);
        windows.configuration(big, UTF_8);

        JsonNode answer = windows.withFilesOfAtMost(1024)
                .answer(Scripts.WRITE_CONTROLLER_ADDRESS, "-ControllerAddress", NEW, "-BackupSuffix", "run");

        assertThat(answer.path("error").asText()).isEqualTo("COMMAND_FAILED");
        assertThat(answer.path("message").asText())
                .contains("is the disk full?")
                .contains("server.hsconf is as it was");
        assertThat(Files.readString(windows.configuration())).isEqualTo(big);
        assertThat(names(windows.installed(""))).containsExactly("server.hsconf");
    }

    private void windowsFile(String path, byte[] content) throws IOException {
        Path file = folder.resolve("C").resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.map(f -> f.getFileName().toString()).toList());
        }
    }
}
