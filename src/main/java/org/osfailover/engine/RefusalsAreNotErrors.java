package org.osfailover.engine;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * The engine logs whatever ends a call, with a stack trace. Where that is the refusal that the caller is answered with
 * anyway, it is dropped: {@link EngineGate} logs it in one line. Everything else the engine has to say stays.
 */
@Component
class RefusalsAreNotErrors extends TurboFilter {

    private static final String ENGINE = "org.camunda.bpm.";

    @PostConstruct
    void add() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging) {
            logging.addTurboFilter(this);
        }
    }

    @PreDestroy
    void remove() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging) {
            logging.getTurboFilterList().remove(this);
        }
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] parameters,
            @Nullable Throwable thrown) {
        if (!logger.getName().startsWith(ENGINE)) {
            return FilterReply.NEUTRAL;
        }
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        boolean refusal = request != null
                && request.getAttribute(EngineGate.REFUSAL, RequestAttributes.SCOPE_REQUEST) instanceof String sentence
                && (tells(format, sentence)
                        || tells(thrown, sentence)
                        || (parameters != null
                                && Arrays.stream(parameters).anyMatch(parameter -> tells(parameter, sentence))));
        return refusal ? FilterReply.DENY : FilterReply.NEUTRAL;
    }

    /** The engine's REST API logs the stack trace as a text, the engine itself as an exception. */
    private static boolean tells(@Nullable Object logged, String sentence) {
        if (logged instanceof String text) {
            return text.contains(sentence);
        }
        return logged instanceof Throwable thrown
                && (sentence.equals(thrown.getMessage()) || tells(thrown.getCause(), sentence));
    }
}
