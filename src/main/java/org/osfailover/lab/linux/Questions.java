package org.osfailover.lab.linux;

import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osfailover.lab.LabFaults;

/** How an interactive tool asks: a prompt, an answer, Enter keeps what is in brackets. */
final class Questions {

    private final LinuxProcess process;

    Questions(LinuxProcess process) {
        this.process = process;
    }

    /** A question that nobody expects, where a test wants one. */
    void unexpected(String tool) throws IOException, InterruptedException {
        Optional<LabFaults.ExtraQuestion> extra = process.server().faults().extraQuestionOf(tool);
        if (extra.isPresent()) {
            ask(extra.get().question());
        }
    }

    boolean yes(String prompt, boolean usual) throws IOException, InterruptedException {
        while (true) {
            String answer = ask(prompt).toLowerCase(Locale.ROOT);
            switch (answer) {
                case "" -> {
                    return usual;
                }
                case "y", "yes" -> {
                    return true;
                }
                case "n", "no" -> {
                    return false;
                }
                default -> process.out("Invalid answer '" + answer + "'. Please answer Y or N.");
            }
        }
    }

    /** A value; Enter keeps the present one. */
    String value(String prompt, String present) throws IOException, InterruptedException {
        String answer = ask(prompt);
        return answer.isEmpty() ? present : answer;
    }

    /** One of {@code 1} to {@code choices}; Enter keeps the present one. */
    int choice(String prompt, int choices, int present) throws IOException, InterruptedException {
        while (true) {
            String answer = ask(prompt);
            if (answer.isEmpty()) {
                return present;
            }
            if (answer.matches("[0-9]") && Integer.parseInt(answer) >= 1 && Integer.parseInt(answer) <= choices) {
                return Integer.parseInt(answer);
            }
            process.out("Invalid option '" + answer + "'.");
        }
    }

    /** A secret: what is typed is not shown; Enter keeps the present one. */
    void secret(String prompt) throws IOException, InterruptedException {
        process.print(prompt);
        given(process.console().readSecret());
    }

    private String ask(String prompt) throws IOException, InterruptedException {
        process.print(prompt);
        return given(process.console().readLine()).strip();
    }

    private static String given(@Nullable String line) throws EOFException {
        if (line == null) {
            throw new EOFException("the input ended in the middle of a question");
        }
        return line;
    }
}
