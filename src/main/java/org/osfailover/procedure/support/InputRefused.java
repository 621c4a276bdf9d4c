package org.osfailover.procedure.support;

import org.camunda.bpm.engine.BadUserRequestException;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * What a person or a program gave is refused: the sentence says what is wrong and what to do. The transaction is rolled
 * back, so nothing is left behind. The sentence is also put where the web layer finds it (the engine's REST API would
 * bury it in a message of its own).
 */
public final class InputRefused extends BadUserRequestException {

    /** The request attribute that the gate before the engine's API reads. */
    static final String REQUEST_ATTRIBUTE = "osfailover.refusal";

    public InputRefused(String sentence) {
        super(sentence);
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request != null) {
            request.setAttribute(REQUEST_ATTRIBUTE, sentence, RequestAttributes.SCOPE_REQUEST);
        }
    }
}
