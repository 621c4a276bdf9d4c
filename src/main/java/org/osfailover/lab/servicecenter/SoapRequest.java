package org.osfailover.lab.servicecenter;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads what a SOAP envelope asks. Only elements in the platform's namespace count, as with the real services. */
final class SoapRequest {

    private SoapRequest() {}

    /** The arguments of the operation in the envelope's body. */
    static Map<String, String> argumentsOf(String operation, byte[] body, SoapVersion version) throws SoapFault {
        Element message = messageIn(parsed(body), version);
        if (!operation.equals(message.getLocalName()) || !WebService.MESSAGES.equals(message.getNamespaceURI())) {
            throw SoapFault.client("Server was unable to read request. ---> <" + message.getLocalName() + " xmlns='"
                    + message.getNamespaceURI() + "'> was not expected; the action asks for <" + operation + " xmlns='"
                    + WebService.MESSAGES + "'>.");
        }
        Map<String, String> arguments = new LinkedHashMap<>();
        for (Node child = message.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && WebService.MESSAGES.equals(element.getNamespaceURI())) {
                arguments.put(element.getLocalName(), element.getTextContent());
            }
        }
        return arguments;
    }

    private static Element messageIn(Document document, SoapVersion version) throws SoapFault {
        Element envelope = document.getDocumentElement();
        if (!"Envelope".equals(envelope.getLocalName()) || !version.namespace().equals(envelope.getNamespaceURI())) {
            throw SoapFault.client("Server was unable to read request. ---> There is no SOAP envelope in "
                    + version.namespace() + ".");
        }
        Element body = firstChild(envelope, "Body", version.namespace());
        Element message = body == null ? null : firstChild(body, null, null);
        if (message == null) {
            throw SoapFault.client("Server was unable to read request. ---> The SOAP body is empty.");
        }
        return message;
    }

    private static @Nullable Element firstChild(Element parent, @Nullable String name, @Nullable String namespace) {
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element
                    && (name == null || name.equals(element.getLocalName()))
                    && (namespace == null || namespace.equals(element.getNamespaceURI()))) {
                return element;
            }
        }
        return null;
    }

    private static Document parsed(byte[] body) throws SoapFault {
        try {
            return xml(body);
        } catch (SAXException | IOException e) {
            throw SoapFault.client("Server was unable to read request. ---> The request is not well-formed XML.");
        }
    }

    /** Reads XML that a stranger sent: no DTD, no external entity. */
    static Document xml(byte[] text) throws SAXException, IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Throwing());
            return builder.parse(new ByteArrayInputStream(text));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("This JDK's XML parser can't be told to refuse DTDs", e);
        }
    }

    /** The parser's own handler prints to standard error. */
    private static final class Throwing implements ErrorHandler {
        @Override
        public void warning(SAXParseException exception) {}

        @Override
        public void error(SAXParseException exception) throws SAXException {
            throw exception;
        }

        @Override
        public void fatalError(SAXParseException exception) throws SAXException {
            throw exception;
        }
    }
}
