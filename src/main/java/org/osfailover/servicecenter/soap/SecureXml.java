package org.osfailover.servicecenter.soap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
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

    private static final Pattern ENCODING = Pattern.compile("^\\s*<\\?xml[^>]*\\bencoding\\s*=");

    private SecureXml() {}

    /**
     * @param contentType where it names a character set and the XML itself says nothing about its own, that one counts
     */
    static Document parse(byte[] xml, String contentType) throws SAXException {
        Optional<Charset> charset = saysItsEncoding(xml) ? Optional.empty() : WebPage.charset(contentType);
        if (charset.isPresent()) {
            try {
                InputSource source = new InputSource(new ByteArrayInputStream(xml));
                source.setEncoding(charset.get().name());
                return parse(source);
            } catch (SAXException e) {
                // the header may be wrong: the parser finds out by itself
            }
        }
        return parse(new InputSource(new ByteArrayInputStream(xml)));
    }

    private static boolean saysItsEncoding(byte[] xml) {
        String start = new String(xml, 0, Math.min(xml.length, 200), StandardCharsets.ISO_8859_1);
        return start.startsWith("\u00fe\u00ff")
                || start.startsWith("\u00ff\u00fe")
                || start.startsWith("\u00ef\u00bb\u00bf")
                || ENCODING.matcher(start).find();
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

    /** The whole number in the first element of this name; empty where there is none. */
    static Optional<Integer> number(Node parent, String name) {
        return text(parent, name)
                .map(text -> text.startsWith("+") ? text.substring(1) : text)
                .filter(text -> text.matches("-?\\d{1,10}"))
                .map(Long::valueOf)
                .filter(number -> number >= Integer.MIN_VALUE && number <= Integer.MAX_VALUE)
                .map(Long::intValue);
    }

    /** Whether the element says that it holds nothing, not even an empty text ({@code xsi:nil}). */
    static boolean isNil(Element element) {
        String nil = element.getAttributeNS(XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI, "nil");
        return nil.equals("true") || nil.equals("1");
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
