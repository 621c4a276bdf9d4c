package org.osfailover.lab.servicecenter;

import static org.osfailover.lab.servicecenter.XsdType.element;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.servicecenter.WebService.Operation;
import org.osfailover.lab.servicecenter.XsdType.Structure;

/** {@code ServiceStudio.asmx}: the licence's state, and a publication's messages in a structured form. */
final class ServiceStudioService implements Answering {

    private static final Structure STATE = new Structure(
            "ActivationResponse",
            List.of(element("Answer", XsdType.STRING), element("Message", PublicationMessage.SHAPE)));

    private static final Structure LICENSE = new Structure(
            "ActivationLicenseInformation",
            List.of(
                    element("Schema", XsdType.STRING),
                    element("UID", XsdType.STRING),
                    element("Creation", XsdType.STRING),
                    element("Term", XsdType.STRING),
                    element("Warn", XsdType.STRING),
                    element("Grace", XsdType.STRING),
                    element("Type", XsdType.STRING),
                    element("Edition", XsdType.STRING),
                    element("Serial", XsdType.STRING),
                    element("Organization", XsdType.STRING),
                    element("State", STATE),
                    element("IsOEM", XsdType.STRING)));

    private static final Structure FEATURE = new Structure(
            "SS_LicensingFeatureInfo", List.of(element("Consumed", XsdType.STRING), element("Limit", XsdType.STRING)));

    private static final WebService DESCRIPTION = new WebService(
            "ServiceStudio",
            List.of(
                    new Operation(
                            "GetMessagesSolution",
                            List.of(
                                    element("username", XsdType.STRING),
                                    element("password", XsdType.STRING),
                                    element("SolutionPubId", XsdType.INT),
                                    element("LastSeenId", XsdType.INT)),
                            List.of(
                                    element("Messages", new XsdType.ListOf(PublicationMessage.SHAPE)),
                                    element("LastMessageId", XsdType.INT))),
                    new Operation(
                            "GetLicenseInformation",
                            List.of(element("username", XsdType.STRING), element("password", XsdType.STRING)),
                            List.of(
                                    element("licenseInfo", LICENSE),
                                    element("softwareUnits", FEATURE),
                                    element("namedUsers", FEATURE),
                                    element("serverDate", XsdType.DATE_TIME),
                                    element("trialCommunityInstalled", XsdType.BOOLEAN)))));

    private final LabEnvironment environment;
    private final Login login;
    private final Factory factory;

    ServiceStudioService(LabEnvironment environment, Login login, Factory factory) {
        this.environment = environment;
        this.login = login;
        this.factory = factory;
    }

    @Override
    public WebService description() {
        return DESCRIPTION;
    }

    @Override
    public Map<String, Object> answer(Call call) throws SoapFault {
        login.require(call);
        return switch (call.operation()) {
            case "GetMessagesSolution" -> messages(call);
            case "GetLicenseInformation" -> licenseInformation(call);
            default -> throw Answering.notImplemented(call);
        };
    }

    private Map<String, Object> messages(Call call) throws SoapFault {
        List<PublicationMessage> said = factory.messages(call.number("SolutionPubId"));
        return Map.of(
                "Messages",
                SolutionsService.unseen(said, call).stream()
                        .map(PublicationMessage::members)
                        .toList(),
                "LastMessageId",
                said.size());
    }

    private Map<String, Object> licenseInformation(Call call) throws SoapFault {
        factory.requireController(call.server());
        return Map.of(
                "licenseInfo",
                licenseInfo(),
                "softwareUnits",
                Map.of("Consumed", "412", "Limit", "1000"),
                "namedUsers",
                Map.of("Consumed", "37", "Limit", "100"),
                "serverDate",
                environment.farm().now().truncatedTo(ChronoUnit.SECONDS));
    }

    private Map<String, Object> licenseInfo() {
        Licensing licensing = new Licensing(environment);
        Map<String, Object> info = new LinkedHashMap<>();
        licensing.installed().ifPresent(license -> {
            info.put("Schema", "1");
            info.put("UID", "simulation-" + license.serial());
            info.put("Term", license.validUntil());
            info.put("Warn", "30");
            info.put("Grace", "0");
            info.put("Edition", license.edition());
            info.put("Serial", license.serial());
            info.put("Organization", license.organization());
            info.put("IsOEM", "False");
        });
        info.put("State", state(licensing.problem()));
        return info;
    }

    /** The words of {@code Answer} are published nowhere; "True" and "False" are what .NET makes of a Boolean. */
    private static Map<String, Object> state(Optional<String> problem) {
        return Map.of(
                "Answer",
                problem.isEmpty() ? "True" : "False",
                "Message",
                problem.map(p -> PublicationMessage.error("InvalidLicense", p, ""))
                        .orElseGet(() -> PublicationMessage.info("", "", ""))
                        .members());
    }
}
