package org.osfailover.lab.servicecenter;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osfailover.lab.servicecenter.WebService.Operation;
import org.osfailover.lab.servicecenter.XsdType.Element;

/** Writes a SOAP envelope: an operation's answer in the shape that its description promises, or a fault. */
final class SoapResponse {

    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
    private static final String XSD = "http://www.w3.org/2001/XMLSchema";

    private SoapResponse() {}

    static String of(Operation operation, Map<String, Object> values, SoapVersion version) {
        XmlText xml = envelope(version);
        String name = operation.name() + "Response";
        if (operation.response().isEmpty()) {
            xml.empty(name, "xmlns", WebService.MESSAGES);
        } else {
            xml.open(name, "xmlns", WebService.MESSAGES);
            write(xml, operation.response(), values);
            xml.close();
        }
        return xml.close().close().toString();
    }

    static String of(SoapFault fault, SoapVersion version) {
        XmlText xml = envelope(version).open("soap:Fault");
        boolean client = fault.code() == SoapFault.Code.CLIENT;
        if (version == SoapVersion.SOAP_1_1) {
            xml.element("faultcode", client ? "soap:Client" : "soap:Server")
                    .element("faultstring", fault.sentence())
                    .empty("detail");
        } else {
            xml.open("soap:Code")
                    .element("soap:Value", client ? "soap:Sender" : "soap:Receiver")
                    .close()
                    .open("soap:Reason")
                    .element("soap:Text", fault.sentence(), "xml:lang", "en")
                    .close()
                    .empty("soap:Detail");
        }
        return xml.close().close().close().toString();
    }

    private static XmlText envelope(SoapVersion version) {
        return new XmlText()
                .declaration()
                .open("soap:Envelope", "xmlns:soap", version.namespace(), "xmlns:xsi", XSI, "xmlns:xsd", XSD)
                .open("soap:Body");
    }

    /** Writes the values in the described order; a required number or flag that was not given is 0 or false. */
    static void write(XmlText xml, List<Element> elements, Map<String, Object> values) {
        for (Element element : elements) {
            write(xml, element, values.get(element.name()));
        }
    }

    private static void write(XmlText xml, Element element, @Nullable Object value) {
        if (element.type() instanceof XsdType.Simple simple) {
            if (value != null) {
                xml.element(element.name(), text(value));
            } else if (simple.required()) {
                xml.element(element.name(), simple.equals(XsdType.BOOLEAN) ? "false" : "0");
            }
        } else if (element.type() instanceof XsdType.Structure structure && value instanceof Map<?, ?> members) {
            xml.open(element.name());
            structure.elements().forEach(e -> write(xml, e, members.get(e.name())));
            xml.close();
        } else if (element.type() instanceof XsdType.ListOf list && value instanceof List<?> items) {
            xml.open(element.name());
            items.forEach(i -> write(xml, new Element(list.item().name(), list.item()), i));
            xml.close();
        }
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : value.toString();
    }
}
