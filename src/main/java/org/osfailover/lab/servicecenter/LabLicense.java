package org.osfailover.lab.servicecenter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.osfailover.lab.LabEnvironment;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * A licence file of the simulation: a small XML document. The real file's format is published nowhere; that it is issued
 * to one serial number is (vendor: "how licensing works").
 *
 * @param serial the serial number it was issued to
 */
public record LabLicense(String serial, String organization, String edition, String validUntil) {

    /** Larger than any licence file, real or simulated. */
    public static final int LARGEST_FILE = 1_000_000;

    static final String EDITION = "Simulation";
    private static final String ORGANIZATION = "Simulated Organization";

    /** A licence for that serial number, good for a year. */
    public static LabLicense issuedTo(String serial, LabEnvironment environment) {
        LocalDate until =
                environment.farm().now().atZone(ZoneOffset.UTC).toLocalDate().plusYears(1);
        return new LabLicense(serial, ORGANIZATION, EDITION, until.toString());
    }

    /** Reads a file; empty where it is no licence. */
    public static Optional<LabLicense> read(byte[] file) {
        try {
            Element root = SoapRequest.xml(file).getDocumentElement();
            String serial = text(root, "Serial");
            return "License".equals(root.getLocalName()) && !serial.isEmpty()
                    ? Optional.of(new LabLicense(
                            serial, text(root, "Organization"), text(root, "Edition"), text(root, "Term")))
                    : Optional.empty();
        } catch (SAXException | IOException e) {
            return Optional.empty();
        }
    }

    private static String text(Element root, String name) {
        for (Node child = root.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (name.equals(child.getLocalName())) {
                return child.getTextContent().strip();
            }
        }
        return "";
    }

    /** The file. */
    public byte[] file() {
        return new XmlText()
                .declaration()
                .open("License")
                .element("Serial", serial)
                .element("Organization", organization)
                .element("Edition", edition)
                .element("Term", validUntil)
                .close()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}
