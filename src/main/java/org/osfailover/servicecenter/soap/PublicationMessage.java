package org.osfailover.servicecenter.soap;

/**
 * One message of a publication, in the shape of Service Center's {@code HEMessage}: id, message, detail, type (Info,
 * Warning, Error). What an encoding doesn't have is empty.
 */
record PublicationMessage(String id, String message, String detail, String type) {

    /** Without markup and entities, which some write into their texts. */
    PublicationMessage plain() {
        return new PublicationMessage(id, HtmlText.plain(message), HtmlText.plain(detail), type);
    }

    /** For people: message and detail. */
    String sentence() {
        String both = message.isEmpty() || detail.isEmpty() || detail.contains(message)
                ? (detail.isEmpty() ? message : detail)
                : message + ": " + detail;
        return SoapClient.brief(both.isEmpty() ? id : both);
    }
}
