package org.osfailover.lab.servicecenter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osfailover.lab.servicecenter.WebService.Operation;
import org.osfailover.lab.servicecenter.XsdType.Element;

/** The WSDL of a web service, made from the same table that its messages are read and written by. */
final class ServiceDescription {

    private static final String WSDL = "http://schemas.xmlsoap.org/wsdl/";
    private static final String TRANSPORT = "http://schemas.xmlsoap.org/soap/http";

    private final WebService service;
    private final XmlText xml = new XmlText();

    private ServiceDescription(WebService service) {
        this.service = service;
    }

    /** The description of the service at that address. */
    static String of(WebService service, String address) {
        return new ServiceDescription(service).written(address);
    }

    private String written(String address) {
        xml.declaration()
                .open(
                        "wsdl:definitions",
                        "xmlns:wsdl",
                        WSDL,
                        "xmlns:soap",
                        "http://schemas.xmlsoap.org/wsdl/soap/",
                        "xmlns:soap12",
                        "http://schemas.xmlsoap.org/wsdl/soap12/",
                        "xmlns:s",
                        "http://www.w3.org/2001/XMLSchema",
                        "xmlns:s0",
                        WebService.MESSAGES,
                        "xmlns:tns",
                        service.targetNamespace(),
                        "targetNamespace",
                        service.targetNamespace());
        types();
        messages();
        portType();
        binding("soap");
        binding("soap12");
        xml.open("wsdl:service", "name", service.name());
        port("soap", address);
        port("soap12", address);
        return xml.close().close().toString();
    }

    private void types() {
        xml.open("wsdl:types")
                .open("s:schema", "elementFormDefault", "qualified", "targetNamespace", WebService.MESSAGES);
        Map<String, XsdType> named = new LinkedHashMap<>();
        for (Operation operation : service.operations()) {
            message(operation.name(), operation.request());
            message(operation.name() + "Response", operation.response());
            collect(named, operation.request());
            collect(named, operation.response());
        }
        named.forEach(this::complexType);
        xml.close().close();
    }

    private void message(String name, List<Element> elements) {
        xml.open("s:element", "name", name);
        if (elements.isEmpty()) {
            xml.empty("s:complexType");
        } else {
            xml.open("s:complexType").open("s:sequence");
            elements.forEach(this::member);
            xml.close().close();
        }
        xml.close();
    }

    private void member(Element element) {
        boolean required = element.type() instanceof XsdType.Simple simple && simple.required();
        xml.empty(
                "s:element",
                "minOccurs",
                required ? "1" : "0",
                "maxOccurs",
                "1",
                "name",
                element.name(),
                "type",
                typeName(element.type()));
    }

    private void complexType(String name, XsdType type) {
        xml.open("s:complexType", "name", name).open("s:sequence");
        if (type instanceof XsdType.Structure structure) {
            structure.elements().forEach(this::member);
        } else if (type instanceof XsdType.ListOf list) {
            xml.empty(
                    "s:element",
                    "minOccurs",
                    "0",
                    "maxOccurs",
                    "unbounded",
                    "name",
                    list.item().name(),
                    "nillable",
                    "true",
                    "type",
                    typeName(list.item()));
        }
        xml.close().close();
    }

    private static void collect(Map<String, XsdType> named, List<Element> elements) {
        elements.forEach(e -> collect(named, e.type()));
    }

    private static void collect(Map<String, XsdType> named, XsdType type) {
        if (type instanceof XsdType.Structure structure) {
            named.put(structure.name(), structure);
            collect(named, structure.elements());
        } else if (type instanceof XsdType.ListOf list) {
            named.put(list.name(), list);
            collect(named, list.item());
        }
    }

    private static String typeName(XsdType type) {
        if (type instanceof XsdType.Simple simple) {
            return "s:" + simple.name();
        }
        return "s0:"
                + (type instanceof XsdType.ListOf list
                        ? list.name()
                        : type instanceof XsdType.Structure structure ? structure.name() : "");
    }

    private void messages() {
        for (Operation operation : service.operations()) {
            part(operation.name() + "SoapIn", operation.name());
            part(operation.name() + "SoapOut", operation.name() + "Response");
        }
    }

    private void part(String message, String element) {
        xml.open("wsdl:message", "name", message)
                .empty("wsdl:part", "name", "parameters", "element", "s0:" + element)
                .close();
    }

    private void portType() {
        xml.open("wsdl:portType", "name", service.name() + "Soap");
        for (Operation operation : service.operations()) {
            xml.open("wsdl:operation", "name", operation.name())
                    .empty("wsdl:input", "message", "tns:" + operation.name() + "SoapIn")
                    .empty("wsdl:output", "message", "tns:" + operation.name() + "SoapOut")
                    .close();
        }
        xml.close();
    }

    private void binding(String soap) {
        xml.open("wsdl:binding", "name", portName(soap), "type", "tns:" + service.name() + "Soap")
                .empty(soap + ":binding", "transport", TRANSPORT);
        for (Operation operation : service.operations()) {
            xml.open("wsdl:operation", "name", operation.name())
                    .empty(soap + ":operation", "soapAction", service.soapAction(operation), "style", "document")
                    .open("wsdl:input")
                    .empty(soap + ":body", "use", "literal")
                    .close()
                    .open("wsdl:output")
                    .empty(soap + ":body", "use", "literal")
                    .close()
                    .close();
        }
        xml.close();
    }

    private void port(String soap, String address) {
        xml.open("wsdl:port", "name", portName(soap), "binding", "tns:" + portName(soap))
                .empty(soap + ":address", "location", address)
                .close();
    }

    private String portName(String soap) {
        return service.name() + (soap.equals("soap12") ? "Soap12" : "Soap");
    }
}
