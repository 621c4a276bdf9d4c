package org.osfailover.lab.servicecenter;

/** The two SOAP versions that Service Center's services are bound to. */
enum SoapVersion {
    SOAP_1_1("http://schemas.xmlsoap.org/soap/envelope/", "text/xml"),
    SOAP_1_2("http://www.w3.org/2003/05/soap-envelope", "application/soap+xml");

    private final String namespace;
    private final String mediaType;

    SoapVersion(String namespace, String mediaType) {
        this.namespace = namespace;
        this.mediaType = mediaType;
    }

    String namespace() {
        return namespace;
    }

    String mediaType() {
        return mediaType;
    }
}
