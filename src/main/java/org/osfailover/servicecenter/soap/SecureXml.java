package org.osfailover.servicecenter.soap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** XML of strangers: no DTD, no entity but the five built-in ones, nothing fetched. */
final class SecureXml {

    private SecureXml() {}

    static Document parse(byte[] xml) throws SAXException {
        return parse(new InputSource(new ByteArrayInputStream(xml)));
    }

    static Document parse(String xml) throws SAXException {
        return parse(new InputSource(new StringReader(xml)));
    }

    private static Document parse(InputSource source) throws SAXException {
        try {
            DocumentBuilder builder = builder();
            builder.setErrorHandler(new Silent());
            return builder.parse(source);
        } catch (IOException e) {
            throw new SAXException(e.getMessage(), e);
        }
    }

    static Document empty() {
        return builder().newDocument();
    }

    static byte[] write(Document document) {
        try {
            TransformerFactory factory = TransformerFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            Transformer transformer = factory.newTransformer();
            transformer.setOutputProperty(OutputKeys.ENCODING, "utf-8");
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            transformer.transform(new DOMSource(document), new StreamResult(bytes));
            return bytes.toByteArray();
        } catch (TransformerException e) {
            throw new IllegalStateException("The request can't be written as XML: " + e.getMessage(), e);
        }
    }

    private static DocumentBuilder builder() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            return factory.newDocumentBuilder();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("This Java has no secure XML parser: " + e.getMessage(), e);
        }
    }

    /** The element's name without its namespace. */
    static String name(Element element) {
        String local = element.getLocalName();
        return local == null ? element.getTagName() : local;
    }

    static List<Element> children(Node parent) {
        List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    /** The first element of this name (any namespace, any case) at any depth, breadth first. */
    static Optional<Element> find(Node parent, String name) {
        List<Element> level = children(parent);
        while (!level.isEmpty()) {
            List<Element> next = new ArrayList<>();
            for (Element element : level) {
                if (name(element).equalsIgnoreCase(name)) {
                    return Optional.of(element);
                }
                next.addAll(children(element));
            }
            level = next;
        }
        return Optional.empty();
    }

    /** The trimmed text of the first element of this name; empty where there is none or it is blank. */
    static Optional<String> text(Node parent, String name) {
        return find(parent, name).map(e -> e.getTextContent().trim()).filter(t -> !t.isEmpty());
    }

    /** Without it the parser writes its complaints to standard error. */
    private static final class Silent implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {
            // a warning changes nothing
        }

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
