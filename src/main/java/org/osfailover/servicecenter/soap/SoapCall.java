package org.osfailover.servicecenter.soap;

import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * One call: a document/literal SOAP 1.1 request. The elements are sent in the WSDL's order, in its namespace.
 *
 * @param service which of Service Center's web services
 */
record SoapCall(ServiceCenterSettings.Service service, String operation, List<Field> fields) {

    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";

    record Field(String name, String value) {
        @Override
        public String toString() {
            return name;
        }
    }

    SoapCall {
        fields = List.copyOf(fields);
    }

    static SoapCall of(ServiceCenterSettings.Service service, String operation) {
        return new SoapCall(service, operation, List.of());
    }

    SoapCall with(String name, String value) {
        List<Field> more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new SoapCall(service, operation, more);
    }

    byte[] envelope(String namespace) {
        Document document = SecureXml.empty();
        Element envelope = document.createElementNS(SOAP, "soap:Envelope");
        document.appendChild(envelope);
        Element body = document.createElementNS(SOAP, "soap:Body");
        envelope.appendChild(body);
        Element request = document.createElementNS(namespace, operation);
        body.appendChild(request);
        for (Field field : fields) {
            Element element = document.createElementNS(namespace, field.name());
            element.setTextContent(field.value());
            request.appendChild(element);
        }
        return SecureXml.write(document);
    }
}
