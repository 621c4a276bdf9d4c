package org.osfailover.platform.javastack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** What {@code ps} answers: procps 3.3 and 3.2.8, BusyBox. */
@NullUnmarked
class ProcessesTest {

    @Test
    void secondsAndClockTimes_areTheSameAge() {
        assertThat(Processes.parse("  PID ELAPSED COMMAND\n    1  93784 init\n")
                        .orElseThrow()
                        .all())
                .containsExactly(new Processes.Running(1, 93784, "init"));
        assertThat(Processes.parse("  PID     ELAPSED COMMAND\n    1  1-02:03:04 init\n 77       03:04 sh tool\n")
                        .orElseThrow()
                        .all())
                .containsExactly(new Processes.Running(1, 93784, "init"), new Processes.Running(77, 184, "sh tool"));
    }

    @Test
    void lineThatCantBeRead_tellsNothing() {
        assertThat(Processes.parse("PID USER COMMAND\n 1 root init\n")).isEmpty();
    }

    @Test
    void oldestOfAService_isTheOneThatCounts() {
        Processes underTest = Processes.parse(
                        "PID ELAPSED COMMAND\n 1 9 init\n 2 5 java Scheduler\n 3 7 java Scheduler\n")
                .orElseThrow();

        assertThat(underTest.oldest(Pattern.compile("Scheduler"), Pattern.compile("^sudo")))
                .hasValue(7);
    }
}
