package org.osfailover.lab;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What arrived at one server, for tests: which commands, in which order, and which of them nobody knew. In memory. */
public final class LabJournal {

    /** A command as it arrived; a PowerShell script by its name and parameters. */
    public record Entry(Instant at, String command) {}

    private final LabFarm farm;
    private final List<Entry> commands = new CopyOnWriteArrayList<>();
    private final List<String> unknown = new CopyOnWriteArrayList<>();

    LabJournal(LabFarm farm) {
        this.farm = farm;
    }

    public void arrived(String command) {
        commands.add(new Entry(farm.now(), command));
    }

    public void unknown(String command) {
        unknown.add(command);
    }

    public List<String> commands() {
        return commands.stream().map(Entry::command).toList();
    }

    public List<Entry> entries() {
        return List.copyOf(commands);
    }

    /** What the server was asked to run and does not have: a test's business is to find this empty. */
    public List<String> unknownCommands() {
        return List.copyOf(unknown);
    }

    public void clear() {
        commands.clear();
        unknown.clear();
    }
}
