package org.osfailover.lab.servicecenter;

/** The call is answered with a SOAP fault. */
final class SoapFault extends Exception {

    /** Whose fault it is, as SOAP names it. */
    enum Code {
        /** The question is wrong. */
        CLIENT,
        /** The question is right and can't be answered. */
        SERVER
    }

    private final Code code;

    private SoapFault(Code code, String sentence) {
        super(sentence);
        this.code = code;
    }

    static SoapFault client(String sentence) {
        return new SoapFault(Code.CLIENT, sentence);
    }

    static SoapFault server(String sentence) {
        return new SoapFault(Code.SERVER, sentence);
    }

    Code code() {
        return code;
    }

    /** What is wrong. */
    String sentence() {
        return String.valueOf(getMessage());
    }
}
