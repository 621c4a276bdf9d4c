package org.osfailover.servicecenter.soap;

import java.net.URI;
import java.net.http.HttpHeaders;
import org.osfailover.servicecenter.soap.SoapAnswer.Ending;

/** What came of an HTTP request: what matters is whether it can have got there. */
sealed interface HttpResult {

    /**
     * There is a whole answer.
     *
     * @param body decoded where it was sent compressed
     */
    record Response(URI uri, int status, HttpHeaders headers, byte[] body) implements HttpResult {}

    /** It was not sent: nobody was connected, or not safely. */
    record NotSent(String reason) implements HttpResult {}

    /** It was sent, or may have been, and there is no whole answer. */
    record Unclear(String reason, Ending ending) implements HttpResult {}
}
