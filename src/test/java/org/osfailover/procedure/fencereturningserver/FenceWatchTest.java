package org.osfailover.procedure.fencereturningserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.task.TaskQuery;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.osfailover.farm.Farms;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.ServerReading;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.PlatformServers;
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;

/** How often a fenced server is looked at: a server that refuses our login must not be kept refusing it by us. */
@NullUnmarked
class FenceWatchTest {

    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int MANY = 20;

    private final Environment environment = new Farms()
            .server("h1", "10.0.0.1", "blue", "10.0.0.1", "CTRL01")
            .server("h2", "10.0.0.2", "green")
            .environment();
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private volatile RefusalCode refuses;
    private volatile Instant now = Instant.parse("2026-11-22T02:10:05Z");
    private FenceWatch underTest;

    @BeforeEach
    void start() {
        Fence fence = new Fence(
                "run-fence-h1",
                "run",
                environment.id(),
                "h1",
                Fence.State.PENDING,
                "POWERED_OFF",
                "olga",
                "it is off",
                List.of("CONTROLLER"),
                "10.0.0.2",
                Instant.EPOCH,
                null,
                null);
        Fences fences =
                playing(Fences.class, Map.of("pending", () -> pending(fence), "find", () -> Optional.of(fence)));
        Environments environments = playing(Environments.class, Map.of("find", () -> Optional.of(environment)));
        PlatformServer server = playing(PlatformServer.class, Map.of("read", this::read));
        PlatformServers servers = (where, which, step) -> server;
        underTest = new FenceWatch(fences, environments, servers, null, engine(), clock(), Duration.ofMillis(5), PAUSE);
    }

    @AfterEach
    void stop() {
        underTest.stop();
    }

    @ParameterizedTest
    @EnumSource(
            value = RefusalCode.class,
            names = {"AUTHENTICATION_FAILED", "LOGINS_LIMITED"})
    void serverThatRefusesTheLogin_isLookedAtOnceAPause(RefusalCode code) {
        refuses = code;
        underTest.start();

        awaitRounds();
        assertThat(looks).hasValue(1);

        now = now.plus(PAUSE.minusSeconds(1));
        awaitRounds();
        assertThat(looks).as("the pause is not over").hasValue(1);

        now = now.plusSeconds(1);
        await().until(() -> looks.get() == 2);
        awaitRounds();
        assertThat(looks).hasValue(2);
    }

    @Test
    void loginThatWasRepaired_isActedUponAfterOnePause() {
        refuses = RefusalCode.AUTHENTICATION_FAILED;
        underTest.start();
        awaitRounds();
        assertThat(told).hasValue(0);

        refuses = null;
        now = now.plus(PAUSE);

        await().until(() -> told.get() > 0);
    }

    @Test
    void serverThatDoesNotAnswer_isLookedAtInEveryRound() {
        refuses = RefusalCode.SERVER_UNREACHABLE;
        underTest.start();

        await().until(() -> looks.get() > 5);
    }

    /** Enough rounds for a look that is wrongly due to be taken. */
    private void awaitRounds() {
        int before = rounds.get();
        await().until(() -> rounds.get() > before + MANY);
    }

    private List<Fence> pending(Fence fence) {
        rounds.incrementAndGet();
        return List.of(fence);
    }

    private ServerReading read() {
        looks.incrementAndGet();
        return refuses == null
                ? new ServerReading("h1", now, true, null, null, null, null, null, null, Map.of())
                : ServerReading.unreachable("h1", now, refuses, "it says no");
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
    }

    /** An engine where the fence's process waits, and nobody is asked about it. */
    private ProcessEngine engine() {
        return answering(ProcessEngine.class);
    }

    private <T> T answering(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    if (method.getName().equals("count")) {
                        return proxy instanceof TaskQuery ? 0L : 1L;
                    } else if (method.getName().equals("correlate")) {
                        told.incrementAndGet();
                        return null;
                    }
                    return method.getReturnType().isInstance(proxy) ? proxy : answering(method.getReturnType());
                }));
    }

    private interface Answer {
        Object now();
    }

    private static <T> T playing(Class<T> type, Map<String, Answer> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> answers.get(method.getName())
                        .now()));
    }
}
