package org.osfailover.lab.servicecenter;

import static org.osfailover.lab.servicecenter.XsdType.element;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.servicecenter.WebService.Operation;

/** {@code OutSystemsPlatform.asmx}: version, serial number, and the upload of a licence. */
final class OutSystemsPlatformService implements Answering {

    private static final WebService DESCRIPTION = new WebService(
            "OutSystemsPlatform",
            List.of(
                    new Operation(
                            "SetLicense",
                            List.of(
                                    element("username", XsdType.STRING),
                                    element("password", XsdType.STRING),
                                    element("fileContent", XsdType.BASE64)),
                            List.of(element("success", XsdType.BOOLEAN), element("errorText", XsdType.STRING))),
                    new Operation(
                            "GetPlatformInfo",
                            List.of(),
                            List.of(element("Version", XsdType.STRING), element("Serial", XsdType.STRING)))));

    private final LabEnvironment environment;
    private final Login login;

    OutSystemsPlatformService(LabEnvironment environment, Login login) {
        this.environment = environment;
        this.login = login;
    }

    @Override
    public WebService description() {
        return DESCRIPTION;
    }

    @Override
    public Map<String, Object> answer(Call call) throws SoapFault {
        return switch (call.operation()) {
            case "GetPlatformInfo" ->
                Map.of(
                        "Version",
                        call.server().version(),
                        "Serial",
                        environment.serialNumber().orElse(""));
            case "SetLicense" -> setLicense(call);
            default -> throw Answering.notImplemented(call);
        };
    }

    /** The description promises "error messages regarding user permissions and license state": no fault, a text. */
    private Map<String, Object> setLicense(Call call) throws SoapFault {
        Optional<String> refusal = login.accepts(call)
                ? new Licensing(environment).install(call.bytes("fileContent"))
                : Optional.of(Login.REFUSED);
        return Map.of("success", refusal.isEmpty(), "errorText", refusal.orElse(""));
    }
}
