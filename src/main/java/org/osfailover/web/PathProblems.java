package org.osfailover.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Requests under {@code /api} that no controller takes, so that {@link Problems} does not see them: problem details, too. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class PathProblems {

    @ExceptionHandler
    ResponseEntity<Object> nothingThere(NoResourceFoundException e, HttpServletRequest request)
            throws NoResourceFoundException {
        if (!isOurs(request)) {
            throw e;
        }
        return answer(e.getStatusCode(), "There is nothing here. What there is: /api/openapi", request);
    }

    @ExceptionHandler
    ResponseEntity<Object> notThisWay(HttpRequestMethodNotSupportedException e, HttpServletRequest request)
            throws HttpRequestMethodNotSupportedException {
        if (!isOurs(request)) {
            throw e;
        }
        return answer(e.getStatusCode(), e.getMethod() + " is not possible here. What is: /api/openapi", request);
    }

    private static boolean isOurs(HttpServletRequest request) {
        return request.getServletPath().equals("/api")
                || request.getServletPath().startsWith("/api/");
    }

    private static ResponseEntity<Object> answer(HttpStatusCode status, String sentence, HttpServletRequest request) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, sentence);
        problem.setInstance(URI.create(request.getRequestURI()));
        return ResponseEntity.status(status).body(problem);
    }
}
