package org.osfailover.platform.javastack;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.osfailover.farm.ConnectionSettings;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * {@code server.hsconf}: the platform's configuration, XML. It holds secrets: its values never leave this class, but for
 * the Controller's address.
 *
 * <p>Source: the vendor's "server.hsconf reference" (ServiceConfiguration/CompilerServerHostname).
 */
final class ServerConfiguration {

    private static final String SALT = UUID.randomUUID() + "\n";
    private static final String CONTROLLER = "CompilerServerHostname";

    /** Path of an element or attribute to its values, in document order. */
    private final Map<String, List<String>> values = new TreeMap<>();

    private ServerConfiguration() {}

    /** @throws GivenUp it is not XML, or not this file */
    static ServerConfiguration parse(String text, String file) throws GivenUp {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Silent());
            ServerConfiguration configuration = new ServerConfiguration();
            configuration.collect(
                    "",
                    builder.parse(new InputSource(new StringReader(markup(text))))
                            .getDocumentElement());
            return configuration;
        } catch (SAXParseException e) {
            throw GivenUp.notAsExpected(
                    file + " is not readable XML (line " + e.getLineNumber() + "); look at it on the server");
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw GivenUp.notAsExpected(file + " is not readable XML; look at it on the server");
        }
    }

    /** The Controller's address that the server uses; empty where the file names none. */
    Optional<String> controllerAddress() {
        return values.entrySet().stream()
                .filter(entry -> isController(entry.getKey()))
                .sorted((a, b) -> Boolean.compare(isService(b.getKey()), isService(a.getKey())))
                .map(entry -> entry.getValue().get(entry.getValue().size() - 1))
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /**
     * The settings of these sections without their values: hashes, with a salt that only this program's memory has, so that
     * they can be compared as long as it runs; of what is encrypted the names.
     */
    ConnectionSettings connectionSettings(List<String> sections) {
        Map<String, String> hashes = new TreeMap<>();
        Set<String> encrypted = new TreeSet<>();
        values.forEach((path, read) -> sections.stream()
                .filter(section -> path.contains("/" + section + "/"))
                .findFirst()
                .map(section -> path.substring(path.indexOf("/" + section + "/") + 1))
                .filter(name -> name.indexOf("/@") < 0 || name.indexOf("/@") == name.indexOf('/'))
                .ifPresent(name -> {
                    if (values.getOrDefault(path + "/@encrypted", List.of()).contains("true")) {
                        encrypted.add(name);
                    } else if (!String.join("", read).isEmpty()) {
                        hashes.put(name, sha256(SALT + name + "\n" + String.join("\n", read)));
                    }
                }));
        return hashes.isEmpty() && encrypted.isEmpty()
                ? ConnectionSettings.unread("its configuration has none of " + String.join(", ", sections))
                : new ConnectionSettings(hashes, encrypted, "this program's", null);
    }

    /** The keys that are not the same in both, the Controller's address aside. Names only: values may be secrets. */
    Set<String> differences(ServerConfiguration other) {
        Set<String> keys = new TreeSet<>(values.keySet());
        keys.addAll(other.values.keySet());
        keys.removeIf(key -> isController(key)
                || values.getOrDefault(key, List.of()).equals(other.values.getOrDefault(key, List.of())));
        return keys;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    private static boolean isController(String path) {
        return path.endsWith("/" + CONTROLLER);
    }

    private static boolean isService(String path) {
        return path.endsWith("/ServiceConfiguration/" + CONTROLLER);
    }

    private void collect(String parent, Element element) {
        String path = parent + "/" + element.getTagName();
        StringBuilder text = new StringBuilder();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                collect(path, inner);
            } else if (child.getNodeType() == Node.TEXT_NODE || child.getNodeType() == Node.CDATA_SECTION_NODE) {
                text.append(child.getNodeValue());
            }
        }
        add(path, text.toString());
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            add(path + "/@" + attribute.getNodeName(), attribute.getNodeValue());
        }
    }

    private void add(String path, String value) {
        values.computeIfAbsent(path, key -> new ArrayList<>()).add(value.strip());
    }

    /**
     * The text from its first tag on: what arrives was decoded already, so a byte order mark and the declared encoding
     * say nothing any more (of UTF-16 read as UTF-8, every second character is NUL).
     */
    private static String markup(String text) {
        String plain = text.indexOf('\0') >= 0 ? text.replace("\0", "") : text;
        int start = plain.indexOf('<');
        String markup = start < 0 ? "" : plain.substring(start);
        return markup.startsWith("<?xml") && markup.contains("?>")
                ? markup.substring(markup.indexOf("?>") + 2)
                : markup;
    }

    /** Keeps the parser from printing pieces of the file. */
    private static final class Silent implements ErrorHandler {
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
