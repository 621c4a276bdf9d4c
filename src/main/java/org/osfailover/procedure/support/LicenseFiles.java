package org.osfailover.procedure.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.variable.value.FileValue;
import org.camunda.bpm.engine.variable.value.TypedValue;

/** The licence file as a process variable: what it may be, and its bytes. */
public final class LicenseFiles {

    /** The name of the file variable (contract). */
    public static final String VARIABLE = "licenseFile";

    private static final int MAX_BYTES = 1024 * 1024;

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
        int size = bytes(file).length;
        if (size == 0) {
            return Optional.of(empty());
        }
        if (size > MAX_BYTES) {
            return Optional.of("The licence file has more than " + MAX_BYTES / 1024
                    + " KiB; a licence file is much smaller. Choose the file that the Licensing Portal gave.");
        }
        return Optional.empty();
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
