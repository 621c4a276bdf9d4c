package org.osfailover.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What {@code job.sh} answered: a marker, lines of {@code name=value}, and at last the job's output as it is. */
sealed interface JobAnswer {

    /** It lacks something: nothing was done. */
    record Refused(String why) implements JobAnswer {}

    /** What came is no answer: another kind of server, missing rights. */
    record Garbage(String text) implements JobAnswer {}

    /** Nothing came back. */
    record Silence(String why) implements JobAnswer {}

    /** A rehearsal. */
    record Rehearsed() implements JobAnswer {}

    /**
     * What has become of the job.
     *
     * @param started whether this call started it
     * @param quiet how long it has printed nothing
     * @param waiting whether it waits for an answer on its terminal
     * @param note what its starter noted
     * @param answers what was typed, in order
     */
    record Report(
            JobState state,
            boolean started,
            Duration elapsed,
            Duration quiet,
            Waiting waiting,
            long bytes,
            String note,
            List<Typed> answers,
            String output)
            implements JobAnswer {}

    /**
     * An answer that was typed.
     *
     * @param offset how much of the output had been taken in before
     * @param rule by which it was given; empty where that was not noted
     */
    record Typed(int offset, String rule) {
        static Typed parse(String text) {
            int space = text.indexOf(' ');
            String number = space < 0 ? "" : text.substring(0, space);
            return number.matches("\\d{1,9}")
                    ? new Typed(Integer.parseInt(number), text.substring(space + 1))
                    : new Typed(0, "");
        }
    }

    static JobAnswer of(CommandResult result) {
        if (result instanceof CommandResult.Completed completed) {
            return parse(completed.output(), completed.error());
        } else if (result instanceof CommandResult.ConnectionLost lost) {
            return new Silence(lost.reason());
        } else if (result instanceof CommandResult.TimedOut) {
            return new Silence("the server did not answer in time");
        }
        return new Rehearsed();
    }

    private static JobAnswer parse(String text, String error) {
        int marker = text.indexOf("OSFAILOVER-JOB\n");
        if (marker < 0) {
            return new Garbage((text + "\n" + error).strip());
        }
        String rest = text.substring(marker + "OSFAILOVER-JOB\n".length());
        Map<String, String> values = new HashMap<>();
        List<Typed> answers = new ArrayList<>();
        String output = "";
        while (!rest.isEmpty()) {
            int end = rest.indexOf('\n');
            String line = end < 0 ? rest : rest.substring(0, end);
            rest = end < 0 ? "" : rest.substring(end + 1);
            int equals = line.indexOf('=');
            String name = equals < 0 ? "" : line.substring(0, equals);
            String value = line.substring(equals + 1);
            if (name.equals("refused")) {
                return new Refused(value);
            } else if (name.equals("answer")) {
                answers.add(Typed.parse(value));
            } else if (name.equals("output")) {
                output = rest;
                break;
            } else {
                values.put(name, value);
            }
        }
        Duration elapsed = seconds(values, "elapsed");
        return new Report(
                state(values, elapsed, output),
                "started".equals(values.get("how")),
                elapsed,
                seconds(values, "quiet"),
                waiting(values.getOrDefault("waits", "")),
                number(values, "bytes"),
                values.getOrDefault("note", ""),
                List.copyOf(answers),
                output);
    }

    private static JobState state(Map<String, String> values, Duration elapsed, String output) {
        String why = values.getOrDefault("why", "");
        return switch (values.getOrDefault("state", "")) {
            case "absent" -> new JobState.NotStarted();
            case "running" -> new JobState.Running(elapsed, output, number(values, "bytes"));
            case "ended" -> {
                String code = values.getOrDefault("exit", "").strip();
                yield code.matches("\\d{1,3}")
                        ? new JobState.Ended(Integer.parseInt(code), output)
                        : new JobState.Lost("it ended, and its exit code can't be read: '" + code + "'", output);
            }
            case "lost" -> new JobState.Lost(why, output);
            default -> new JobState.Unknown("the server's answer says nothing of the command");
        };
    }

    private static Waiting waiting(String text) {
        return switch (text) {
            case "yes" -> Waiting.YES;
            case "no" -> Waiting.NO;
            default -> Waiting.HIDDEN;
        };
    }

    private static Duration seconds(Map<String, String> values, String name) {
        return Duration.ofSeconds(number(values, name));
    }

    private static long number(Map<String, String> values, String name) {
        String text = values.getOrDefault(name, "").strip();
        return text.matches("\\d{1,15}") ? Long.parseLong(text) : 0;
    }
}
