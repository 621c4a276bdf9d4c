package org.osfailover.lab.servicecenter;

import java.util.List;

/** A type of a web service's messages. */
sealed interface XsdType {

    XsdType STRING = new Simple("string", false);
    XsdType BASE64 = new Simple("base64Binary", false);
    XsdType INT = new Simple("int", true);
    XsdType BOOLEAN = new Simple("boolean", true);
    XsdType DATE_TIME = new Simple("dateTime", true);

    /**
     * A type of XML Schema itself.
     *
     * @param required whether an element of it is always there (.NET's value types are)
     */
    record Simple(String name, boolean required) implements XsdType {}

    /** A record of the platform. */
    record Structure(String name, List<Element> elements) implements XsdType {
        public Structure {
            elements = List.copyOf(elements);
        }
    }

    /** A list of records: {@code ArrayOfX} with elements {@code X}. */
    record ListOf(Structure item) implements XsdType {
        String name() {
            return "ArrayOf" + item.name();
        }
    }

    /** A named element of that type. */
    record Element(String name, XsdType type) {}

    static Element element(String name, XsdType type) {
        return new Element(name, type);
    }
}
