package org.osfailover.servicecenter;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A web service as its WSDL describes it: what may be sent under which action, and what may be answered. */
public final class WsdlContract {

    private static final String WSDL = "http://schemas.xmlsoap.org/wsdl/";
    private static final String SOAP_BINDING = "http://schemas.xmlsoap.org/wsdl/soap/";
    private static final String ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/";

    private final Schema schema;
    /** Action to the names of the elements in and out. */
    private final Map<String, List<String>> operations = new LinkedHashMap<>();

    private WsdlContract(Document wsdl) {
        schema = schema(wsdl);
        NodeList bindings = wsdl.getElementsByTagNameNS(SOAP_BINDING, "operation");
        for (int i = 0; i < bindings.getLength(); i++) {
            Element binding = (Element) bindings.item(i);
            String name = ((Element) binding.getParentNode()).getAttribute("name");
            operations.put(
                    binding.getAttribute("soapAction"),
                    List.of(elementOf(wsdl, name, "input"), elementOf(wsdl, name, "output")));
        }
    }

    /** The one that was written down from what is publicly known. */
    public static WsdlContract published(String service) {
        try (InputStream in = WsdlContract.class.getResourceAsStream("/servicecenter/" + service + ".wsdl")) {
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static WsdlContract of(String wsdl) {
        return new WsdlContract(parse(wsdl));
    }

    public List<String> actions() {
        return List.copyOf(operations.keySet());
    }

    /** What is wrong with a request; empty where it is as described. */
    public List<String> problemsOfRequest(String action, String envelope) {
        List<String> inAndOut = operations.get(action);
        return inAndOut == null
                ? List.of("no operation has the action '" + action + "'")
                : problems(envelope, inAndOut.get(0));
    }

    /** What is wrong with an answer; empty where it is as described. */
    public List<String> problemsOfAnswer(String action, String envelope) {
        List<String> inAndOut = operations.get(action);
        return inAndOut == null
                ? List.of("no operation has the action '" + action + "'")
                : problems(envelope, inAndOut.get(1));
    }

    private List<String> problems(String envelope, String element) {
        Element root = parse(envelope).getDocumentElement();
        if (!"Envelope".equals(root.getLocalName()) || !ENVELOPE.equals(root.getNamespaceURI())) {
            return List.of("it is no SOAP 1.1 envelope: " + root.getNodeName());
        }
        List<Element> parts = children(root);
        List<Element> content = parts.isEmpty() ? List.of() : children(parts.get(parts.size() - 1));
        if (content.size() != 1) {
            return List.of("its body holds " + content.size() + " elements, not one");
        }
        if (!element.equals(content.get(0).getLocalName())) {
            return List.of("its body holds " + content.get(0).getLocalName() + ", not " + element);
        }
        try {
            schema.newValidator().validate(new DOMSource(content.get(0)));
            return List.of();
        } catch (SAXException e) {
            return List.of(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Schema schema(Document wsdl) {
        Element schema = (Element) wsdl.getElementsByTagNameNS(XMLConstants.W3C_XML_SCHEMA_NS_URI, "schema")
                .item(0);
        NamedNodeMap declared = wsdl.getDocumentElement().getAttributes();
        for (int i = 0; i < declared.getLength(); i++) {
            if (declared.item(i).getNodeName().startsWith("xmlns:")) {
                schema.setAttributeNS(
                        XMLConstants.XMLNS_ATTRIBUTE_NS_URI,
                        declared.item(i).getNodeName(),
                        declared.item(i).getNodeValue());
            }
        }
        try {
            StringWriter text = new StringWriter();
            TransformerFactory.newInstance().newTransformer().transform(new DOMSource(schema), new StreamResult(text));
            return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(new StreamSource(new StringReader(text.toString())));
        } catch (TransformerException | SAXException e) {
            throw new IllegalStateException("the WSDL's schema can't be used: " + e.getMessage(), e);
        }
    }

    private static String elementOf(Document wsdl, String operation, String direction) {
        NodeList operationsOfPorts = wsdl.getElementsByTagNameNS(WSDL, "operation");
        for (int i = 0; i < operationsOfPorts.getLength(); i++) {
            Element candidate = (Element) operationsOfPorts.item(i);
            if (candidate.getParentNode().getLocalName().equals("portType")
                    && candidate.getAttribute("name").equals(operation)) {
                String message = local(((Element) candidate
                                .getElementsByTagNameNS(WSDL, direction)
                                .item(0))
                        .getAttribute("message"));
                return partOf(wsdl, message);
            }
        }
        throw new IllegalStateException("the WSDL binds " + operation + " and does not describe it");
    }

    private static String partOf(Document wsdl, String message) {
        NodeList messages = wsdl.getElementsByTagNameNS(WSDL, "message");
        for (int i = 0; i < messages.getLength(); i++) {
            Element candidate = (Element) messages.item(i);
            if (candidate.getAttribute("name").equals(message)) {
                return local(((Element)
                                candidate.getElementsByTagNameNS(WSDL, "part").item(0))
                        .getAttribute("element"));
            }
        }
        throw new IllegalStateException("the WSDL has no message " + message);
    }

    private static String local(String name) {
        return name.substring(name.indexOf(':') + 1);
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static Document parse(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new IllegalStateException("not XML: " + e.getMessage(), e);
        }
    }
}
