package org.osfailover.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code docs/fidelity.md}: its tables, each under a heading of its own, each row known by its first cell. */
public final class FidelityDocument {

    private static final Path FILE = Path.of("docs/fidelity.md");
    private static final Pattern ROW = Pattern.compile("^\\| `((?:[^`\\\\]|\\\\.)+)` \\|.*\\|$");
    private static final Pattern EVIDENCE =
            Pattern.compile("(?i)documented|in published code|in_published_code|inferred|assumed|ours");

    private final String heading;
    private final Map<String, String> rows = new LinkedHashMap<>();

    private FidelityDocument(String heading) {
        this.heading = heading;
    }

    /** The table under this heading (without its {@code #}s). */
    public static FidelityDocument table(String heading) {
        FidelityDocument table = new FidelityDocument(heading);
        boolean inside = false;
        for (String line : lines()) {
            if (line.startsWith("#")) {
                inside = line.replaceFirst("^#+ ", "").equals(heading);
            } else if (inside) {
                Matcher row = ROW.matcher(line);
                if (row.matches()) {
                    assertThat(table.rows.put(row.group(1), line))
                            .as("a second row '%s'", row.group(1))
                            .isNull();
                }
            }
        }
        return table;
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A cell's text as it stands in a table. */
    public static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", "\\n");
    }

    /** Each setting has exactly this row, and there is no other row. */
    public void holdsSettings(Collection<PlatformSetting> settings) {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (PlatformSetting setting : settings) {
            String value = setting.defaultValue().isEmpty() ? "(empty)" : "`" + cell(setting.defaultValue()) + "`";
            assertThat(wanted.put(
                            cell(setting.key()),
                            "| `" + setting.key() + "` | " + setting.what() + " | " + value + " | " + setting.evidence()
                                    + " | " + setting.source() + " |"))
                    .as("a second setting " + setting.key())
                    .isNull();
        }
        List<String> problems = new ArrayList<>();
        wanted.forEach((key, row) -> {
            if (!row.equals(rows.get(key))) {
                problems.add((rows.containsKey(key) ? "change the row to: " : "add the row: ") + row);
            }
        });
        assertNothingIsWrong(problems, wanted.keySet());
    }

    /** Each key has a row that says what it rests on, and there is no other row. */
    public void holds(Collection<String> keys) {
        Map<String, String> example = new TreeMap<>();
        keys.forEach(key -> example.put(
                cell(key),
                "| `" + cell(key) + "` | what it is for | documented, in published code, inferred, assumed, or ours"
                        + " | source | where to override it, or - |"));
        List<String> problems = new ArrayList<>();
        example.forEach((key, row) -> {
            String present = rows.get(key);
            if (present == null) {
                problems.add("add a row like: " + row);
            } else if (!EVIDENCE.matcher(present.substring(key.length())).find()) {
                problems.add(
                        "say what it rests on (documented, in published code, inferred, assumed, ours): " + present);
            }
        });
        assertNothingIsWrong(problems, example.keySet());
    }

    private void assertNothingIsWrong(List<String> problems, Collection<String> keys) {
        rows.forEach((key, row) -> {
            if (!keys.contains(key)) {
                problems.add("nothing uses this any more, remove the row: " + row);
            }
        });
        assertThat(problems)
                .withFailMessage(() -> FILE + ", table '" + heading + "':\n" + String.join("\n", problems))
                .isEmpty();
    }
}
