package org.osfailover.lab.servicecenter;

import java.util.List;
import java.util.Optional;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.LabServiceCenterState;

/**
 * The simulated Licensing Portal: a slot for each environment, which holds one serial number. A slot is released before
 * another serial number is registered in it (vendor: "free up an existing environment", "get a license file").
 */
final class LicensingPortal {

    /** What became of a request: a sentence for the person who made it. */
    record Result(boolean done, String sentence) {}

    private final LabFarm farm;

    LicensingPortal(LabFarm farm) {
        this.farm = farm;
    }

    List<LabEnvironment> slots() {
        return farm.environments();
    }

    /** The serial number that the environment's slot holds. */
    Optional<String> registered(LabEnvironment environment) {
        List<String> serials = environment.serviceCenter().registeredSerials();
        return serials.isEmpty() ? Optional.empty() : Optional.of(serials.get(serials.size() - 1));
    }

    /** The server of the demo that has this serial number. */
    Optional<LabServer> serverWith(String serialNumber) {
        return farm.environments().stream()
                .flatMap(e -> e.servers().stream())
                .filter(s -> s.serialNumber().equalsIgnoreCase(serialNumber.strip()))
                .findFirst();
    }

    synchronized Result release(LabEnvironment environment, String reason) {
        if (reason.isBlank()) {
            return new Result(false, "Please type the reason for releasing " + environment.name() + ".");
        }
        List<String> serials = environment.serviceCenter().registeredSerials();
        if (serials.isEmpty()) {
            return new Result(false, environment.name() + " has no serial number to release.");
        }
        serials.forEach(environment.serviceCenter()::release);
        return new Result(
                true,
                environment.name() + " was released from serial number " + String.join(", ", serials)
                        + ". Register its new serial number now.");
    }

    synchronized Result register(LabEnvironment environment, String serialNumber) {
        Optional<String> taken = registered(environment);
        if (taken.isPresent()) {
            return new Result(
                    false,
                    environment.name() + " already has the serial number " + taken.get() + ". Release it first.");
        }
        Optional<LabServer> server = serverWith(serialNumber);
        if (server.isEmpty()) {
            return new Result(false, unknown(serialNumber));
        }
        LabServer found = server.get();
        if (!found.environment().id().equals(environment.id())) {
            return new Result(
                    false,
                    "The serial number " + found.serialNumber() + " belongs to a server of "
                            + found.environment().name() + ", not of " + environment.name() + ".");
        }
        environment.serviceCenter().register(found.serialNumber());
        return new Result(
                true,
                "The serial number " + found.serialNumber() + " was registered for " + environment.name()
                        + ". Download its license file now.");
    }

    /**
     * A licence file for that serial number; where it is not registered, its environment's slot is released and it is
     * registered there first. Empty where no server of the demo has it.
     */
    synchronized Optional<byte[]> licenseFile(String serialNumber) {
        return serverWith(serialNumber).map(server -> {
            LabServiceCenterState slot = server.environment().serviceCenter();
            String serial = server.serialNumber();
            slot.registeredSerials().stream().filter(s -> !s.equals(serial)).forEach(slot::release);
            slot.register(serial);
            return LabLicense.issuedTo(serial, server.environment()).file();
        });
    }

    /** For a serial number that no server of the demo has. */
    static String unknown(String serialNumber) {
        return "No server of the demo has the serial number '" + serialNumber.strip()
                + "'. Copy it from the task, or from Service Center > Administration > Licensing.";
    }
}
