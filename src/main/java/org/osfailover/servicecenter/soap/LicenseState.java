package org.osfailover.servicecenter.soap;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osfailover.servicecenter.ServiceCenter.LicenseReading;
import org.w3c.dom.Element;

/**
 * Whether a licence is good, from {@code GetLicenseInformation}'s {@code licenseInfo} (Serial, State with Answer and
 * Message) and the platform's present serial number. The words of the state are not documented and are assumed.
 */
final class LicenseState {

    private final Pattern valid;
    private final Pattern invalid;

    LicenseState(ServiceCenterSettings settings) {
        valid = settings.licenseValid();
        invalid = settings.licenseInvalid();
    }

    LicenseReading judge(String presentSerial, Element licenseInformation) {
        Optional<String> serial = SecureXml.text(licenseInformation, "Serial");
        String answer = SecureXml.text(licenseInformation, "Answer").orElse("");
        String message = SecureXml.text(licenseInformation, "Message").orElse("");
        String words = words(answer, sentence(licenseInformation));
        if (serial.isPresent() && !same(serial.get(), presentSerial)) {
            return new LicenseReading.Invalid(
                    presentSerial,
                    "The licence is for serial number " + serial.get() + ", and the platform's is " + presentSerial
                            + words);
        }
        if (invalid.matcher(answer).find() || invalid.matcher(message).find()) {
            return new LicenseReading.Invalid(
                    presentSerial, "The licence is not valid for serial number " + presentSerial + words);
        }
        boolean saysNothing = answer.isEmpty() && message.isEmpty();
        if (valid.matcher(answer).find() || (serial.isPresent() && (answer.isEmpty() || saysNothing))) {
            return new LicenseReading.Valid(
                    presentSerial, "The licence is valid for serial number " + presentSerial + words);
        }
        return new LicenseReading.Unknown("Whether the licence is valid for serial number " + presentSerial
                + " can't be told from the answer" + words + ". Look at Service Center, Administration, Licensing");
    }

    /** The message as a person reads it: where it is a record with an id and flags, its longest text. */
    private static String sentence(Element licenseInformation) {
        return SecureXml.find(licenseInformation, "Message")
                .map(LicenseState::longestText)
                .orElse("");
    }

    private static String longestText(Element element) {
        return SecureXml.children(element).stream()
                .map(LicenseState::longestText)
                .max(Comparator.comparingInt(String::length))
                .orElseGet(() -> element.getTextContent().strip());
    }

    private static String words(String answer, String sentence) {
        String said = sentence.isEmpty() ? answer : sentence;
        // a flag says nothing to a person
        return said.isEmpty() || said.matches("(?i)true|false|null|\\d+")
                ? ""
                : " (Service Center: " + SoapClient.brief(said) + ")";
    }

    private static boolean same(String one, String other) {
        return bare(one).equalsIgnoreCase(bare(other));
    }

    private static String bare(String serial) {
        return serial.replaceAll("[\\s-]", "");
    }
}
