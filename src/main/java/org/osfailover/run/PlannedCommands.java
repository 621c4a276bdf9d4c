package org.osfailover.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.osfailover.farm.RunStep;
import org.springframework.stereotype.Component;

/**
 * Has a step done by the code that does it, without sending what would change a server, and collects what would be sent:
 * plan and execution are one code (safety rule 7).
 */
@Component
public class PlannedCommands {

    private final Map<String, List<String>> collected = new ConcurrentHashMap<>();

    /** @param commands what would be sent, in order, as it is shown: masked */
    public record Collected<T>(T result, List<String> commands) {}

    /** @param work does the step on behalf of the step that it is given, and nothing else */
    public <T> Collected<T> collect(String runId, Function<RunStep, T> work) {
        String token = UUID.randomUUID().toString();
        List<String> commands = Collections.synchronizedList(new ArrayList<>());
        collected.put(token, commands);
        try {
            T result = work.apply(RunStep.planning(runId, token));
            return new Collected<>(result, List.copyOf(commands));
        } finally {
            collected.remove(token);
        }
    }

    /** A command of a step that is being planned. */
    void add(String token, String command) {
        List<String> commands = collected.get(token);
        if (commands != null) {
            commands.add(command);
        }
    }
}
