package org.osfailover.platform.dotnet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import org.osfailover.remote.CommandLine.Script;

/** The PowerShell scripts of {@code src/main/resources/powershell}; each stands alone. */
enum Scripts {
    READ_SERVER("read-server.ps1"),
    STOP_SERVICE("stop-service.ps1"),
    START_SERVICE("start-service.ps1"),
    DISABLE_SERVICE("disable-service.ps1"),
    SET_SERVICE_AUTOMATIC("set-service-automatic.ps1"),
    WRITE_CONTROLLER_ADDRESS("write-controller-address.ps1"),
    APPLY_CONFIGURATION("apply-configuration.ps1"),
    CREATE_CACHE_SERVICE("create-cache-service.ps1"),
    INSTALL_SERVICE_CENTER("install-service-center.ps1"),
    JOB_LOOK("job-look.ps1"),
    JOB_CANCEL("job-cancel.ps1"),
    JOB_REMOVE("job-remove.ps1"),
    UPLOAD_LICENSE("upload-license.ps1"),
    TEST_PORT("test-port.ps1"),
    RUN_COMMAND("run-command.ps1"),
    CHECK_SERVER("check-server.ps1"),
    TRY_SERVER("try-server.ps1");

    private final String file;
    private final String text;

    Scripts(String file) {
        this.file = file;
        this.text = load(file);
    }

    Script script() {
        return new Script(file, text);
    }

    /** Every script but the one that tries them, as {@code try-server.ps1} takes them: name and Base64. */
    static String all() {
        return Arrays.stream(values())
                .filter(each -> each != TRY_SERVER)
                .map(each -> each.file + ":"
                        + Base64.getEncoder().encodeToString(each.text.getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(","));
    }

    private static String load(String file) {
        try (InputStream in = Scripts.class.getResourceAsStream("/powershell/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its script /powershell/" + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
