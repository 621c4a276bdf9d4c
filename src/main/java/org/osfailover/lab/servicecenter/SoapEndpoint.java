package org.osfailover.lab.servicecenter;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.servicecenter.WebService.Operation;

/** A web service at its address: SOAP 1.1 and 1.2, and its description. */
final class SoapEndpoint {

    private static final Pattern ACTION_PARAMETER = Pattern.compile("(?i);\\s*action\\s*=\\s*\"?([^\";]+)\"?");

    private final Answering service;
    private final ServiceCenterFaults faults;

    SoapEndpoint(Answering service, ServiceCenterFaults faults) {
        this.service = service;
        this.faults = faults;
    }

    /** As {@link WebRequest#path()} has it. */
    String path() {
        return service.description().path().toLowerCase(Locale.ROOT);
    }

    void handle(WebRequest request, LabServer server) throws IOException {
        if (request.asksForDescription()) {
            request.answer(200, "text/xml", ServiceDescription.of(service.description(), request.url()));
        } else if (!request.isPost()) {
            request.answerPage(
                    200, service.description().name(), "This is a web service. Its description is at ?WSDL.");
        } else {
            handleCall(request, server);
        }
    }

    private void handleCall(WebRequest request, LabServer server) throws IOException {
        String contentType = request.header("Content-Type");
        Optional<SoapVersion> version = versionOf(contentType);
        if (version.isEmpty()) {
            request.answerPage(
                    415,
                    "Unsupported Media Type",
                    "Server cannot process the request because the content-type is invalid.");
            return;
        }
        try {
            Operation operation = operation(actionOf(request, contentType, version.get()));
            if (faults.takeLostQuestion(operation.name())) {
                request.hangUp();
                return;
            }
            String answer = answer(operation, request, server, version.get());
            if (faults.takeLostAnswer(operation.name())) {
                request.hangUp();
                return;
            }
            request.answer(200, version.get().mediaType(), answer);
        } catch (SoapFault fault) {
            boolean ownFault = version.get() == SoapVersion.SOAP_1_2 && fault.code() == SoapFault.Code.CLIENT;
            request.answer(ownFault ? 400 : 500, version.get().mediaType(), SoapResponse.of(fault, version.get()));
        }
    }

    private String answer(Operation operation, WebRequest request, LabServer server, SoapVersion version)
            throws IOException, SoapFault {
        Map<String, String> arguments = SoapRequest.argumentsOf(operation.name(), request.body(), version);
        Optional<String> fault = faults.faultOf(operation.name());
        if (fault.isPresent()) {
            throw SoapFault.server(fault.get());
        }
        Map<String, Object> values = service.answer(new Call(server, operation.name(), arguments));
        return SoapResponse.of(operation, values, version);
    }

    private Operation operation(String action) throws SoapFault {
        Optional<Operation> operation = service.description().operationOf(action);
        if (operation.isEmpty()) {
            throw SoapFault.client("Server did not recognize the value of HTTP Header SOAPAction: " + action + ".");
        }
        return operation.get();
    }

    private static Optional<SoapVersion> versionOf(String contentType) {
        String mediaType = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        for (SoapVersion version : SoapVersion.values()) {
            if (version.mediaType().equals(mediaType)) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }

    /** SOAP 1.1 has the action in a header of its own, in quotes or not; SOAP 1.2 in the content type. */
    private static String actionOf(WebRequest request, String contentType, SoapVersion version) {
        if (version == SoapVersion.SOAP_1_1) {
            String header = request.header("SOAPAction");
            return header.length() > 1 && header.startsWith("\"") && header.endsWith("\"")
                    ? header.substring(1, header.length() - 1)
                    : header;
        }
        Matcher matcher = ACTION_PARAMETER.matcher(contentType);
        return matcher.find() ? matcher.group(1).strip() : "";
    }
}
