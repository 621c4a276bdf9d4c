package org.osfailover.procedure.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.variable.value.FileValue;
import org.camunda.bpm.engine.variable.value.TypedValue;

/** The licence file as a process variable: what it may be, and its bytes. */
public final class LicenseFiles {

    /** The name of the file variable (contract). */
    public static final String VARIABLE = "licenseFile";

    private static final int MAX_BYTES = 1024 * 1024;
    private static final int BEGINNING = 1024;

    /** Behind a byte order mark, blanks, an XML declaration and comments. */
    private static final Pattern WEB_PAGE = Pattern.compile(
            "(?:\u00ef\u00bb\u00bf)?\\s*(?:<\\?xml[^>]*>\\s*)?(?:<!--.*?-->\\s*)*<(?:!doctype\\s+html|html)\\b",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** What a file of some other kind begins with, as Latin-1. */
    private static final Map<String, String> OTHER_KINDS = Map.of(
            "%PDF-", "PDF document",
            "PK\u0003\u0004", "ZIP archive (or an Office document)",
            "\u0089PNG", "picture",
            "\u00ff\u00d8\u00ff", "picture",
            "GIF8", "picture");

    private LicenseFiles() {}

    /** What is wrong with the file variable; empty where it is good, or where there is none. */
    public static Optional<String> problem(VariableScope scope) {
        TypedValue value = scope.getVariableTyped(VARIABLE);
        if (value == null || value.getValue() == null) {
            return value instanceof FileValue ? Optional.of(empty()) : Optional.empty();
        }
        if (!(value instanceof FileValue file)) {
            return Optional.of("'licenseFile' must be a File.");
        }
        byte[] content = bytes(file);
        int size = content.length;
        if (size == 0) {
            return Optional.of(empty());
        }
        if (size > MAX_BYTES) {
            return Optional.of("The licence file has more than " + MAX_BYTES / 1024
                    + " KiB; a licence file is much smaller. Choose the file that the Licensing Portal gave.");
        }
        return certainlyNot(content);
    }

    /** The vendor publishes no format of licence files, so only what certainly is something else is refused. */
    private static Optional<String> certainlyNot(byte[] content) {
        String begin = new String(content, 0, Math.min(content.length, BEGINNING), StandardCharsets.ISO_8859_1);
        if (WEB_PAGE.matcher(begin).lookingAt()) {
            return Optional.of("This is a web page, not a licence file; perhaps the Licensing Portal's login had ended."
                    + " Log in there, download the licence file again and choose that file.");
        }
        return OTHER_KINDS.entrySet().stream()
                .filter(kind -> begin.startsWith(kind.getKey()))
                .findFirst()
                .map(kind -> "This is a " + kind.getValue()
                        + ", not a licence file. Choose the file that the Licensing Portal gave.");
    }

    private static String empty() {
        return "The licence file is empty. Download it again from the Licensing Portal and choose that file.";
    }

    /** The file's bytes; empty where there is no file. */
    public static Optional<byte[]> bytes(VariableScope scope) {
        TypedValue value = scope.getVariableTyped(VARIABLE);
        return value instanceof FileValue file && file.getValue() != null ? Optional.of(bytes(file)) : Optional.empty();
    }

    private static byte[] bytes(FileValue file) {
        try (InputStream content = file.getValue()) {
            return content == null ? new byte[0] : content.readNBytes(MAX_BYTES + 1);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
