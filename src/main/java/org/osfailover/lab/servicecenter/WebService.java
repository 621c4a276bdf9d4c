package org.osfailover.lab.servicecenter;

import java.util.List;
import java.util.Optional;
import org.osfailover.lab.servicecenter.XsdType.Element;

/**
 * One of Service Center's web services, as its published description has it: document/literal, messages in the namespace
 * {@value #MESSAGES}, actions below the service's own.
 *
 * @param name as in its address: {@code /ServiceCenter/<name>.asmx}
 */
record WebService(String name, List<Operation> operations) {

    /** The namespace of every message, whatever the service. */
    static final String MESSAGES = "http://www.outsystems.com";

    WebService {
        operations = List.copyOf(operations);
    }

    /** What can be called, with the elements of question and answer in their order. */
    record Operation(String name, List<Element> request, List<Element> response) {
        Operation {
            request = List.copyOf(request);
            response = List.copyOf(response);
        }
    }

    String path() {
        return "/ServiceCenter/" + name + ".asmx";
    }

    String targetNamespace() {
        return "http://ServiceCenter/" + name + "/";
    }

    String soapAction(Operation operation) {
        return targetNamespace() + operation.name();
    }

    /** The operation that a SOAPAction names. */
    Optional<Operation> operationOf(String soapAction) {
        return operations.stream().filter(o -> soapAction(o).equals(soapAction)).findFirst();
    }
}
