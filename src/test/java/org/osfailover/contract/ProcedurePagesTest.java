package org.osfailover.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The committed pages are what the models say. After a change of a model: {@code ./mvnw test -Dtest=ProcedurePagesTest
 * -Dpages.write=true}.
 */
class ProcedurePagesTest {

    private static final Path FOLDER = Path.of("docs", "procedures");

    @Test
    void committedPages_areWhatTheModelsSay() throws IOException {
        var wanted = ProcedurePages.all();
        if (Boolean.getBoolean("pages.write")) {
            Files.createDirectories(FOLDER);
            for (var page : wanted.entrySet()) {
                Files.writeString(FOLDER.resolve(page.getKey()), page.getValue());
            }
        }

        var found = new TreeMap<String, String>();
        try (var files = Files.list(FOLDER)) {
            for (var file : files.toList()) {
                found.put(file.getFileName().toString(), Files.readString(file));
            }
        }

        assertThat(found.keySet()).as("pages").isEqualTo(wanted.keySet());
        wanted.forEach((name, text) -> assertThat(found.get(name))
                .as("%s: run ./mvnw test -Dtest=ProcedurePagesTest -Dpages.write=true", name)
                .isEqualTo(text));
    }
}
