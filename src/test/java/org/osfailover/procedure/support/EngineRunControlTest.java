package org.osfailover.procedure.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Optional;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.MismatchingMessageCorrelationException;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.runtime.MessageCorrelationBuilder;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.RunMode;
import org.osfailover.procedure.support.RunControl.NotPossibleException;
import org.osfailover.run.Run;
import org.osfailover.run.Runs;

/** A run is told something in the very moment in which it moves on by itself. */
@NullUnmarked
class EngineRunControlTest {

    private ProcessEngineException atTheSameMoment;
    private int attempts;
    private int failures;
    private int records;

    private final EngineRunControl underTest = new EngineRunControl(engine(), runs(), null);

    @ParameterizedTest
    @ValueSource(classes = {OptimisticLockingException.class, NullValueException.class})
    void runMovesOnInTheSameMoment_isToldAgain(Class<? extends ProcessEngineException> kind) {
        atTheSameMoment = kind == NullValueException.class
                ? new NullValueException("Cannot restore state of process instance 1: list of executions is empty")
                : new OptimisticLockingException("1 was updated by another transaction concurrently");
        failures = 2;

        assertThatCode(() -> underTest.switchMode("production-1", RunMode.EMERGENCY, "olga", "it is one"))
                .doesNotThrowAnyException();

        assertThat(attempts).isEqualTo(3);
        assertThat(records).isEqualTo(1);
    }

    @Test
    void nobodyListens_isSaidAtOnce() {
        atTheSameMoment = new MismatchingMessageCorrelationException("no process");
        failures = 1;

        assertThatThrownBy(() -> underTest.switchMode("production-1", RunMode.EMERGENCY, "olga", "it is one"))
                .isInstanceOf(NotPossibleException.class)
                .hasMessageContaining("can't be told");

        assertThat(attempts).isEqualTo(1);
        assertThat(records).isZero();
    }

    private ProcessEngine engine() {
        MessageCorrelationBuilder builder = proxy(MessageCorrelationBuilder.class, (proxy, method, arguments) -> {
            if (!method.getName().equals("correlate")) {
                return proxy;
            }
            attempts++;
            if (attempts <= failures) {
                throw atTheSameMoment;
            }
            return null;
        });
        RuntimeService runtime = proxy(RuntimeService.class, (proxy, method, arguments) -> builder);
        IdentityService identities = proxy(IdentityService.class, (proxy, method, arguments) -> null);
        return proxy(
                ProcessEngine.class,
                (proxy, method, arguments) -> method.getName().equals("getRuntimeService") ? runtime : identities);
    }

    private Runs runs() {
        Run run = new Run(
                "production-1",
                "move-controller",
                "production",
                RunMode.PLANNED,
                false,
                "drill",
                null,
                "olga",
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null,
                null,
                "instance");
        return proxy(Runs.class, (proxy, method, arguments) -> {
            records += method.getName().equals("record") ? 1 : 0;
            return method.getName().equals("find") ? Optional.of(run) : null;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
    }
}
