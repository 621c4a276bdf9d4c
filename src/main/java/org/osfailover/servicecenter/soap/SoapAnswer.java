package org.osfailover.servicecenter.soap;

import org.w3c.dom.Element;

/** What came of a call. For a call that changes something it matters whether it can have been carried out. */
sealed interface SoapAnswer {

    /** The content of the response's body: {@code <XResponse>}. */
    record Answered(Element response) implements SoapAnswer {}

    /** The platform's own refusal, in its words. */
    record Fault(String words) implements SoapAnswer {}

    /**
     * Nobody carried it out: not connected, redirected, no such service, refused before it got there.
     *
     * @param connected whether somebody answered at all
     */
    record NotProcessed(String reason, boolean connected, boolean mayPass) implements SoapAnswer {}

    /** It was sent, and what became of it is not known. */
    record Unclear(String reason, Ending ending) implements SoapAnswer {}

    /** How an unclear call ended. */
    enum Ending {
        TIMED_OUT,
        CONNECTION_LOST,
        /** There was an answer, and it can't be understood. */
        ANSWERED
    }
}
