package org.osfailover.lab.servicecenter;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How the one string that {@code Solutions.asmx GetMessages} answers holds its messages. The description says no more
 * than "string", and no source says what is in it: the client has to cope with each of these.
 */
public enum MessagesEncoding {

    /** An XML list of the platform's messages: the default of the simulation. */
    XML {
        @Override
        String encode(List<PublicationMessage> messages) {
            XmlText xml = new XmlText().open("ArrayOfHEMessage");
            for (PublicationMessage message : messages) {
                xml.open(PublicationMessage.SHAPE.name());
                SoapResponse.write(xml, PublicationMessage.SHAPE.elements(), message.members());
                xml.close();
            }
            return xml.close().toString();
        }
    },

    /** A line a message: type, message, detail. */
    LINES {
        @Override
        String encode(List<PublicationMessage> messages) {
            return messages.stream()
                    .map(m -> m.type() + ": " + m.message() + " " + m.detail())
                    .collect(Collectors.joining("\r\n"));
        }
    },

    /** The details alone, in an HTML list, as a page would show them. */
    HTML {
        @Override
        String encode(List<PublicationMessage> messages) {
            return messages.stream()
                    .map(m -> "<li class=\"" + m.type() + "\"><b>" + XmlText.escaped(m.message()) + "</b> "
                            + XmlText.escaped(m.detail()) + "</li>")
                    .collect(Collectors.joining("", "<ul>", "</ul>"));
        }
    },

    /** Nothing at all, whatever was said. */
    NOTHING {
        @Override
        String encode(List<PublicationMessage> messages) {
            return "";
        }
    };

    abstract String encode(List<PublicationMessage> messages);
}
