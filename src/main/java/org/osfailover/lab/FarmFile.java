package org.osfailover.lab;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The file that holds the farm's state: replaced as a whole, so that it is never half written. */
final class FarmFile {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path path;

    private FarmFile(Path path) {
        this.path = path;
    }

    static FarmFile in(Path folder) throws IOException {
        Files.createDirectories(folder);
        return new FarmFile(folder.resolve("farm.json"));
    }

    /** What was kept; null where nothing was. */
    @Nullable FarmState read() throws IOException {
        return Files.exists(path) ? JSON.readValue(path.toFile(), FarmState.class) : null;
    }

    void write(FarmState state) {
        try {
            Path next = path.resolveSibling("farm.json.new");
            Files.deleteIfExists(next);
            if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Files.write(next, JSON.writeValueAsBytes(state));
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the simulated farm's state can't be written to " + path, e);
        }
    }
}
