package org.osfailover.lab.servicecenter;

import java.util.Optional;
import org.osfailover.lab.LabEnvironment;

/**
 * An environment's licence: what Service Center shows under Administration &gt; Licensing, however it is asked (web
 * service, page, Configuration Tool).
 */
public final class Licensing {

    static final String NOT_A_LICENSE = "The license file is not valid.";

    private final LabEnvironment environment;

    public Licensing(LabEnvironment environment) {
        this.environment = environment;
    }

    /** Whether the installed licence was issued to the present serial number. */
    public boolean isValid() {
        return problem().isEmpty();
    }

    /** What the platform says of the installed licence; empty where it is good. */
    public Optional<String> problem() {
        return installed()
                .map(license -> mismatch(license.serial()))
                .orElseGet(() -> Optional.of("There is no license installed on this server."));
    }

    /** The installed licence. */
    public Optional<LabLicense> installed() {
        return Optional.ofNullable(environment.serviceCenter().licenseSerial())
                .map(serial -> LabLicense.issuedTo(serial, environment));
    }

    /** Uploads a licence file. Empty where it was accepted; otherwise the platform's words, and nothing has changed. */
    public Optional<String> install(byte[] file) {
        Optional<LabLicense> license = LabLicense.read(file);
        if (license.isEmpty() || environment.serviceCenter().isRefusingLicenses()) {
            return Optional.of(NOT_A_LICENSE);
        }
        Optional<String> mismatch = mismatch(license.get().serial());
        if (mismatch.isEmpty()) {
            environment.serviceCenter().licenseSerial(license.get().serial());
        }
        return mismatch;
    }

    /** The vendor's words for a licence of another server (documentation: "license invalid after hardware changes"). */
    private Optional<String> mismatch(String serial) {
        return environment.serialNumber().filter(serial::equals).isPresent()
                ? Optional.empty()
                : Optional.of("The license found is not valid for this server because it was issued to a server with"
                        + " serial number " + serial + ".");
    }
}
