package org.osfailover.servicecenter.soap;

/**
 * One message of a publication, in the shape of Service Center's {@code HEMessage}: id, message, detail, type (Info,
 * Warning, Error). What an encoding doesn't have is empty.
 */
record PublicationMessage(String id, String message, String detail, String type) {

    boolean isWarning() {
        return type.equalsIgnoreCase("warning") || type.equalsIgnoreCase("warn");
    }

    boolean isError() {
        return type.equalsIgnoreCase("error") || type.equalsIgnoreCase("fatal");
    }

    /** For people: message and detail. */
    String sentence() {
        String both = message.isEmpty() || detail.isEmpty() || detail.contains(message)
                ? (detail.isEmpty() ? message : detail)
                : message + ": " + detail;
        return SoapClient.brief(both.isEmpty() ? id : both);
    }
}
