package org.osfailover.lab.servicecenter;

import java.util.Base64;
import java.util.Map;
import org.osfailover.lab.LabServer;

/**
 * One call of an operation.
 *
 * @param server the server whose address was called
 * @param arguments the request's elements: name to text; an element that was left out is missing
 */
record Call(LabServer server, String operation, Map<String, String> arguments) {

    Call {
        arguments = Map.copyOf(arguments);
    }

    /** The text; empty where the element was left out. */
    String text(String name) {
        return arguments.getOrDefault(name, "");
    }

    int number(String name) throws SoapFault {
        try {
            return Integer.parseInt(text(name).strip());
        } catch (NumberFormatException e) {
            throw unreadable(name);
        }
    }

    byte[] bytes(String name) throws SoapFault {
        try {
            return Base64.getMimeDecoder().decode(text(name));
        } catch (IllegalArgumentException e) {
            throw unreadable(name);
        }
    }

    private SoapFault unreadable(String name) {
        return SoapFault.client("Server was unable to read request. ---> There is an error in the element " + name
                + " of " + operation + ": input string was not in a correct format.");
    }
}
