package org.osfailover.lab.servicecenter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osfailover.lab.servicecenter.XsdType.Structure;

/**
 * A message of the platform ({@code HEMessage}), as the description of {@code ServiceStudio.asmx} has it.
 *
 * @param id a word, e.g. {@code CompileFinished}; not a number
 * @param type {@code Info}, {@code Warning} or {@code Error}
 */
record PublicationMessage(String id, String message, String detail, String type) {

    /** Its shape on the wire. */
    static final Structure SHAPE = new Structure(
            "HEMessage",
            List.of(
                    XsdType.element("Id", XsdType.STRING),
                    XsdType.element("Message", XsdType.STRING),
                    XsdType.element("Detail", XsdType.STRING),
                    XsdType.element("HelpRef", XsdType.INT),
                    XsdType.element("ExtraInfo", XsdType.STRING),
                    XsdType.element("Type", XsdType.STRING),
                    XsdType.element("Submitable", XsdType.BOOLEAN)));

    static PublicationMessage info(String id, String message, String detail) {
        return new PublicationMessage(id, message, detail, "Info");
    }

    static PublicationMessage warning(String id, String message, String detail) {
        return new PublicationMessage(id, message, detail, "Warning");
    }

    static PublicationMessage error(String id, String message, String detail) {
        return new PublicationMessage(id, message, detail, "Error");
    }

    /** The members, for {@link SoapResponse}. */
    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("Id", id);
        members.put("Message", message);
        members.put("Detail", detail);
        members.put("ExtraInfo", "");
        members.put("Type", type);
        return members;
    }
}
