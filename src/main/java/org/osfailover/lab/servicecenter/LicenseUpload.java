package org.osfailover.lab.servicecenter;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.ServiceCenterInstaller.Lines;

/** {@code ConfigurationTool.com /UploadLicense}: hands a file on the server to Service Center, which must be running. */
public final class LicenseUpload {

    private LicenseUpload() {}

    /**
     * Runs it on a server.
     *
     * @param arguments the file, user name, password
     * @return its exit code
     */
    public static int run(LabServer server, List<String> arguments, Lines lines) throws IOException {
        LabFarm farm = server.environment().farm();
        if (arguments.size() != 3) {
            lines.add("Usage: ConfigurationTool.com /UploadLicense <file> <username> <password>");
            return 1;
        }
        Optional<byte[]> file = server.file(arguments.get(0));
        if (file.isEmpty()) {
            lines.add("Error: Could not find file '" + arguments.get(0) + "'.");
            return 1;
        }
        if (server.environment().serviceCenter().installedOn() == null) {
            lines.add("Error: Unable to connect to Service Center.");
            return 1;
        }
        if (!arguments.get(1).equals(farm.serviceCenterUser())
                || !arguments.get(2).equals(farm.serviceCenterPassword())) {
            lines.add("Error: " + Login.REFUSED);
            return 1;
        }
        Optional<String> refusal = new Licensing(server.environment()).install(file.get());
        lines.add(refusal.map(words -> "Error: " + words).orElse("License uploaded successfully."));
        return refusal.isEmpty() ? 0 : 1;
    }
}
