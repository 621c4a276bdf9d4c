package org.osfailover.lab.servicecenter;

import static org.osfailover.lab.servicecenter.XsdType.element;

import java.util.List;
import java.util.Map;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabServiceCenterState.Publication;
import org.osfailover.lab.servicecenter.WebService.Operation;
import org.osfailover.lab.servicecenter.XsdType.Element;

/** {@code Solutions.asmx}: finding, creating and publishing solutions. */
final class SolutionsService implements Answering {

    private static final Element USERNAME = element("username", XsdType.STRING);
    private static final Element PASSWORD = element("password", XsdType.STRING);

    private static final WebService DESCRIPTION = new WebService(
            "Solutions",
            List.of(
                    new Operation("TestLogin", List.of(USERNAME, PASSWORD), List.of(element("status", XsdType.STRING))),
                    new Operation(
                            "GetSolutionIdByName",
                            List.of(USERNAME, PASSWORD, element("solutionName", XsdType.STRING)),
                            List.of(element("SolutionId", XsdType.INT))),
                    new Operation(
                            "CreateAllSolution",
                            List.of(element("AllSolutionName", XsdType.STRING), USERNAME, PASSWORD),
                            List.of(element("SolutionId", XsdType.INT))),
                    new Operation(
                            "PublishRunningVersion",
                            List.of(USERNAME, PASSWORD, element("SolutionName", XsdType.STRING)),
                            List.of(element("SolutionPubId", XsdType.INT))),
                    new Operation(
                            "PublishRunning",
                            List.of(
                                    USERNAME,
                                    PASSWORD,
                                    element("SolutionName", XsdType.STRING),
                                    element("PublishSystemApplications", XsdType.BOOLEAN),
                                    element("CleanPublish", XsdType.BOOLEAN)),
                            List.of(element("SolutionId", XsdType.INT), element("SolutionPubId", XsdType.INT))),
                    new Operation(
                            "GetMessages",
                            List.of(
                                    USERNAME,
                                    PASSWORD,
                                    element("SolutionPubId", XsdType.INT),
                                    element("LastSeenId", XsdType.INT)),
                            List.of(element("Messages", XsdType.STRING)))));

    private final LabEnvironment environment;
    private final Login login;
    private final Factory factory;
    private final ServiceCenterFaults faults;

    SolutionsService(LabEnvironment environment, Login login, Factory factory, ServiceCenterFaults faults) {
        this.environment = environment;
        this.login = login;
        this.factory = factory;
        this.faults = faults;
    }

    @Override
    public WebService description() {
        return DESCRIPTION;
    }

    @Override
    public Map<String, Object> answer(Call call) throws SoapFault {
        if (call.operation().equals("TestLogin")) {
            return Map.of("status", login.accepts(call) ? "OK" : Login.REFUSED);
        }
        login.require(call);
        return switch (call.operation()) {
            case "GetSolutionIdByName" -> Map.of("SolutionId", solutionId(call.text("solutionName")));
            case "CreateAllSolution" -> Map.of("SolutionId", createAllSolution(call.text("AllSolutionName")));
            case "PublishRunningVersion" ->
                Map.of("SolutionPubId", publish(call).id());
            case "PublishRunning" -> {
                Publication publication = publish(call);
                yield Map.of("SolutionId", solutionId(publication.solution()), "SolutionPubId", publication.id());
            }
            case "GetMessages" -> Map.of("Messages", messages(call));
            default -> throw Answering.notImplemented(call);
        };
    }

    /** 0 where there is no solution of that name. */
    private int solutionId(String name) {
        return environment.serviceCenter().solutions().getOrDefault(name, 0);
    }

    /** What the platform does where the name exists is published nowhere: here, the existing one's id is the answer. */
    private int createAllSolution(String name) throws SoapFault {
        if (name.isBlank()) {
            throw SoapFault.server("The solution name can't be empty.");
        }
        return environment.serviceCenter().addSolution(name);
    }

    private Publication publish(Call call) throws SoapFault {
        return factory.publish(call.text("SolutionName"), call.server());
    }

    private String messages(Call call) throws SoapFault {
        return faults.encoding().encode(unseen(factory.messages(call.number("SolutionPubId")), call));
    }

    /** The messages after the last one seen. */
    static List<PublicationMessage> unseen(List<PublicationMessage> said, Call call) throws SoapFault {
        int seen = Math.max(0, call.number("LastSeenId"));
        return said.subList(Math.min(seen, said.size()), said.size());
    }
}
