package org.osfailover.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an environment's Service Center (and, for its serial numbers, the Licensing Portal) knows. Thread-safe; every change is kept. */
public final class LabServiceCenterState {

    /** How a publication ended, or will end. */
    public enum PublicationOutcome {
        SUCCEEDED,
        SUCCEEDED_WITH_WARNINGS,
        FAILED
    }

    /** A publication: it runs until {@code startedAt + duration}, then it has the outcome. */
    public record Publication(
            int id, String solution, Instant startedAt, Duration duration, PublicationOutcome outcome) {
        public boolean isOver(Instant now) {
            return !now.isBefore(startedAt.plus(duration));
        }
    }

    private final LabFarm farm;
    private final FarmState.OfServiceCenter state;
    private volatile boolean refusingLicenses;

    LabServiceCenterState(LabFarm farm, FarmState.OfServiceCenter state) {
        this.farm = farm;
        this.state = state;
    }

    /** The id of the server where Service Center was last installed; null where it never was. */
    public @Nullable String installedOn() {
        return farm.reading(() -> Optional.ofNullable(state.installedOn)).orElse(null);
    }

    public void installedOn(@Nullable String serverId) {
        change(s -> s.installedOn = serverId);
    }

    /** The serial number for which the installed licence was issued; null where there is none. */
    public @Nullable String licenseSerial() {
        return farm.reading(() -> Optional.ofNullable(state.licenseSerial)).orElse(null);
    }

    public void licenseSerial(@Nullable String serialNumber) {
        change(s -> s.licenseSerial = serialNumber);
    }

    /** Whether every licence file is refused, whoever uploads it and how. In memory only. */
    public boolean isRefusingLicenses() {
        return refusingLicenses;
    }

    public void refusingLicenses(boolean refusing) {
        this.refusingLicenses = refusing;
    }

    /** The solutions: name to id. */
    public Map<String, Integer> solutions() {
        return farm.reading(() -> new TreeMap<>(state.solutions));
    }

    /** Adds a solution and returns its id (the one it has, where there is one of that name). */
    public int addSolution(String name) {
        return compute(s -> s.solutions.computeIfAbsent(name, n -> ++s.nextId));
    }

    public void removeSolution(String name) {
        change(s -> s.solutions.remove(name));
    }

    public List<Publication> publications() {
        return farm.reading(() -> List.copyOf(state.publications));
    }

    public Optional<Publication> publication(int id) {
        return publications().stream().filter(p -> p.id() == id).findFirst();
    }

    /** Starts a publication that takes as long as the farm's timings say. */
    public Publication publish(String solution, PublicationOutcome outcome) {
        return compute(s -> {
            Publication publication = new Publication(
                    ++s.nextId, solution, farm.now(), farm.timings().publication(), outcome);
            s.publications.add(publication);
            return publication;
        });
    }

    /** The serial numbers that have a licence slot in the Licensing Portal. */
    public List<String> registeredSerials() {
        return farm.reading(() -> List.copyOf(state.registeredSerials));
    }

    /** The serial numbers that were freed up in the Licensing Portal. */
    public List<String> releasedSerials() {
        return farm.reading(() -> List.copyOf(state.releasedSerials));
    }

    /** Gives the serial number a slot; nothing happens where it has one. */
    public void register(String serialNumber) {
        change(s -> {
            s.releasedSerials.remove(serialNumber);
            if (!s.registeredSerials.contains(serialNumber)) {
                s.registeredSerials.add(serialNumber);
            }
        });
    }

    /** Frees the serial number's slot; nothing happens where it has none. */
    public void release(String serialNumber) {
        change(s -> {
            if (s.registeredSerials.remove(serialNumber)) {
                s.releasedSerials.add(serialNumber);
            }
        });
    }

    private void change(Consumer<FarmState.OfServiceCenter> change) {
        farm.changing(() -> {
            change.accept(state);
            return true;
        });
    }

    private <T> T compute(Function<FarmState.OfServiceCenter, T> change) {
        return farm.changing(() -> change.apply(state));
    }
}
