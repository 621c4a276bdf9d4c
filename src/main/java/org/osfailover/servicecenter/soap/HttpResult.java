package org.osfailover.servicecenter.soap;

import java.net.URI;
import java.net.http.HttpHeaders;
import org.osfailover.servicecenter.soap.SoapAnswer.Ending;

/** What came of an HTTP request: what matters is whether it can have got there. */
sealed interface HttpResult {

    /** There is a whole answer; its body is decoded where it was sent compressed. */
    final class Response implements HttpResult {
        private final URI uri;
        private final int status;
        private final HttpHeaders headers;
        private final byte[] body;

        Response(URI uri, int status, HttpHeaders headers, byte[] body) {
            this.uri = uri;
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        URI uri() {
            return uri;
        }

        int status() {
            return status;
        }

        HttpHeaders headers() {
            return headers;
        }

        byte[] body() {
            return body;
        }
    }

    /**
     * It was not sent: nobody was connected, or not safely.
     *
     * @param mayPass whether it may pass by itself: nobody listens there at the moment
     */
    record NotSent(String reason, boolean mayPass) implements HttpResult {

        /** One that stays so until somebody changes something. */
        NotSent(String reason) {
            this(reason, false);
        }
    }

    /** It was sent, or may have been, and there is no whole answer. */
    record Unclear(String reason, Ending ending) implements HttpResult {}
}
