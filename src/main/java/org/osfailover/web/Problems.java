package org.osfailover.web;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Errors as RFC 9457 problem details, with a sentence as the detail. */
@RestControllerAdvice(basePackageClasses = Problems.class)
class Problems extends ResponseEntityExceptionHandler {

    private static final int LONGEST_TEXT = 2000;
    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    /** A request that can't be answered; the message is the sentence. */
    static final class ProblemException extends RuntimeException {
        private final HttpStatus status;

        private ProblemException(HttpStatus status, String sentence) {
            super(sentence);
            this.status = status;
        }
    }

    static ProblemException notFound(String sentence) {
        return new ProblemException(HttpStatus.NOT_FOUND, sentence);
    }

    static ProblemException badRequest(String sentence) {
        return new ProblemException(HttpStatus.BAD_REQUEST, sentence);
    }

    static ProblemException forbidden(String sentence) {
        return new ProblemException(HttpStatus.FORBIDDEN, sentence);
    }

    static ProblemException conflict(String sentence) {
        return new ProblemException(HttpStatus.CONFLICT, sentence);
    }

    /** A text of a caller, stripped; refused where it is longer than a record takes. */
    static String fitting(String name, String text) {
        String stripped = text.strip();
        if (stripped.length() > LONGEST_TEXT) {
            throw badRequest("'" + name + "' is longer than " + LONGEST_TEXT + " characters: shorten it");
        }
        return stripped;
    }

    @ExceptionHandler
    ResponseEntity<Object> problem(ProblemException e, WebRequest request) {
        return answer(e.status, String.valueOf(e.getMessage()), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> unexpected(RuntimeException e, WebRequest request) {
        log.error("{} failed", request.getDescription(false), e);
        return answer(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "The program failed to answer (" + e.getClass().getSimpleName() + "). Its log says more.",
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(
                HttpStatus.BAD_REQUEST,
                "The request's body can't be read. Send a JSON object, Content-Type: application/json.",
                request);
    }

    private static ResponseEntity<Object> answer(HttpStatus status, String sentence, WebRequest request) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, sentence);
        if (request instanceof ServletWebRequest servlet) {
            problem.setInstance(URI.create(servlet.getRequest().getRequestURI()));
        }
        return ResponseEntity.status(status).body(problem);
    }
}
