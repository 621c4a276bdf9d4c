package org.osfailover.farm.inventory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environments of the inventory file. The file is watched and read again when it changes; who asks for the
 * environments right after a change gets the new ones, also where the system can't watch the file (a network drive). A
 * bad file never replaces a good
 * one: the last good one stays in force, and {@link #problems()} says what is wrong.
 */
public final class InventoryFile implements Environments, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InventoryFile.class);
    /** A file that was changed is read when it has been left alone for so long. */
    private static final long SETTLED_MILLIS = 200;

    private final Path file;
    private final Path directory;
    private final InventoryReader reader;
    private final @Nullable WatchService watch;

    private volatile State state;

    /**
     * What is in force.
     *
     * @param environments of the last good file
     * @param problems of the present file; empty where it is the one in force
     * @param bytes of the present file; empty where it can't be read
     */
    private record State(
            List<Environment> environments,
            List<InventoryProblem> problems,
            List<InventoryProblem> warnings,
            ByteBuffer bytes,
            Stamp stamp) {}

    private record Stamp(@Nullable FileTime modified, long size) {
        boolean isYoungerThan(long millis) {
            return modified != null && System.currentTimeMillis() - modified.toMillis() < millis;
        }

        static Stamp of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime(), attributes.size());
            } catch (IOException e) {
                return new Stamp(null, -1);
            }
        }
    }

    /**
     * Reads the file and begins to watch it.
     *
     * @throws InvalidInventoryException there is none, or something is wrong with it
     */
    public InventoryFile(Path file) {
        this(file, List.of());
    }

    /**
     * The same, and what stands below {@code overrides:} is checked.
     *
     * @param overrides everybody who understands such keys; where there is nobody, nothing is checked
     */
    public InventoryFile(Path file, List<OverrideKeys> overrides) {
        this.reader = new InventoryReader(overrides);
        this.file = file.toAbsolutePath().normalize();
        this.directory = directoryOf(this.file);
        this.state = read(this.file, directory, reader);
        if (!state.problems().isEmpty()) {
            throw new InvalidInventoryException(this.file.toString(), state.problems());
        }
        report(state);
        this.watch = startWatching();
    }

    /**
     * What a start with this file would find. Nothing is watched or logged.
     *
     * @throws InvalidInventoryException there is none, or something is wrong with it
     */
    public static List<Environment> read(Path file, List<OverrideKeys> overrides) {
        Path absolute = file.toAbsolutePath().normalize();
        State read = read(absolute, directoryOf(absolute), new InventoryReader(overrides));
        if (!read.problems().isEmpty()) {
            throw new InvalidInventoryException(absolute.toString(), read.problems());
        }
        return read.environments();
    }

    private static Path directoryOf(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    @Override
    public List<Environment> all() {
        if (!Stamp.of(file).equals(state.stamp())) {
            reloadSettled();
        }
        return state.environments();
    }

    /** Who asks right after a change gets the new file, and never one that is being written. */
    private synchronized void reloadSettled() {
        Stamp found = Stamp.of(file);
        if (found.equals(state.stamp())) {
            return; // somebody else has read it meanwhile
        }
        try {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SETTLED_MILLIS);
            while (System.nanoTime() < until && found.isYoungerThan(SETTLED_MILLIS)) {
                TimeUnit.MILLISECONDS.sleep(SETTLED_MILLIS / 10);
                found = Stamp.of(file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        reload();
    }

    /** What is wrong with the file as it is now; empty where it is the one in force. */
    public List<InventoryProblem> problems() {
        return state.problems();
    }

    @Override
    public List<String> notInForce() {
        all(); // who asks after a change gets the answer to it
        return problems().stream()
                .map(problem -> "Inventory " + file
                        + " was changed and can't be used; the last good one stays in force: " + problem)
                .toList();
    }

    /** What is not wrong and yet worth knowing. */
    public List<InventoryProblem> warnings() {
        return state.warnings();
    }

    /** The file, absolute. */
    public Path file() {
        return file;
    }

    private synchronized void reload() {
        State before = state;
        State now = read(file, directory, reader);
        if (now.bytes().equals(before.bytes()) && now.problems().equals(before.problems())) {
            state = new State(before.environments(), before.problems(), before.warnings(), before.bytes(), now.stamp());
            return;
        }
        if (now.problems().isEmpty()) {
            state = now;
            LOG.info("Inventory {} read again: {}", file, ids());
            report(now);
        } else {
            state = new State(before.environments(), now.problems(), before.warnings(), now.bytes(), now.stamp());
            if (!now.problems().equals(before.problems())) {
                StringBuilder text = new StringBuilder();
                now.problems().forEach(problem -> text.append("\n- ").append(problem));
                LOG.error(
                        "Inventory {} was changed and can't be used; the last good one stays in force:{}", file, text);
            }
        }
    }

    private void report(State read) {
        read.warnings().forEach(warning -> LOG.warn("Inventory {}: {}", file, warning));
    }

    private static State read(Path file, Path directory, InventoryReader reader) {
        Stamp stamp = Stamp.of(file);
        try {
            byte[] bytes = Files.readAllBytes(file);
            InventoryReader.Reading reading = reader.read(bytes, directory);
            return new State(
                    reading.environments(), reading.problems(), reading.warnings(), ByteBuffer.wrap(bytes), stamp);
        } catch (NoSuchFileException e) {
            return unreadable(stamp, "there is no file " + file);
        } catch (IOException e) {
            return unreadable(
                    stamp,
                    "the file " + file + " can't be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static State unreadable(Stamp stamp, String problem) {
        InventoryProblem missing = new InventoryProblem(
                "",
                0,
                0,
                problem,
                "Set the property failover.inventory to the inventory's path; docs/inventory.md describes the file and"
                        + " has an example to start from");
        return new State(List.of(), List.of(missing), List.of(), ByteBuffer.allocate(0), stamp);
    }

    private @Nullable WatchService startWatching() {
        try {
            WatchService service = directory.getFileSystem().newWatchService();
            directory.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            Thread thread = new Thread(() -> watch(service), "inventory-watch");
            thread.setDaemon(true);
            thread.start();
            return service;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn(
                    "The directory {} can't be watched ({}); a changed inventory is noticed when it is asked for",
                    directory,
                    e.toString());
            return null;
        }
    }

    private void watch(WatchService service) {
        try {
            while (true) {
                WatchKey key = service.take();
                while (key != null) {
                    key.pollEvents();
                    if (!key.reset()) {
                        return; // the directory is gone; asking still notices changes
                    }
                    key = service.poll(SETTLED_MILLIS, TimeUnit.MILLISECONDS);
                }
                reloadQuietly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClosedWatchServiceException e) {
            LOG.debug("the inventory is not watched any more");
        }
    }

    private void reloadQuietly() {
        try {
            reload();
        } catch (RuntimeException e) {
            LOG.error("Inventory {} could not be read again; the last good one stays in force", file, e);
        }
    }

    /** Stops watching. */
    @Override
    public void close() {
        try {
            if (watch != null) {
                watch.close();
            }
        } catch (IOException e) {
            LOG.debug("while closing the watch on {}", directory, e);
        }
    }

    @Override
    public String toString() {
        return "inventory " + file;
    }
}
