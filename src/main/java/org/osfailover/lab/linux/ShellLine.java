package org.osfailover.lab.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command line, taken apart as a POSIX shell does: words with single and double quotes and backslashes, simple
 * redirections, and lists joined by {@code ;}, {@code &&} and {@code ||}. Anything more is refused rather than guessed.
 */
record ShellLine(List<Part> parts) {

    /** What stands before a command and decides whether it runs. */
    enum Join {
        ALWAYS,
        AND,
        OR
    }

    /** One simple command. */
    record Part(Join join, List<String> words, boolean silentOutput, boolean silentErrors, boolean errorsToOutput) {}

    ShellLine {
        parts = List.copyOf(parts);
    }

    static ShellLine parse(String text) throws NotUnderstood {
        return new Parser(text).line();
    }

    /** The shell of the simulated server does not know this. */
    static final class NotUnderstood extends Exception {
        private static final long serialVersionUID = 1L;

        NotUnderstood(String message) {
            super(message);
        }
    }

    private static final class Parser {
        private final String text;
        private final List<Part> parts = new ArrayList<>();
        private List<String> words = new ArrayList<>();
        private Join join = Join.ALWAYS;
        private boolean silentOutput;
        private boolean silentErrors;
        private boolean errorsToOutput;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        ShellLine line() throws NotUnderstood {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (Character.isWhitespace(c) && c != '\n') {
                    at++;
                } else if (c == '\n' || c == ';') {
                    at++;
                    end(Join.ALWAYS);
                } else if (text.startsWith("&&", at)) {
                    at += 2;
                    end(Join.AND);
                } else if (text.startsWith("||", at)) {
                    at += 2;
                    end(Join.OR);
                } else if (!redirection()) {
                    words.add(word());
                }
            }
            end(Join.ALWAYS);
            return new ShellLine(parts);
        }

        private void end(Join next) {
            if (!words.isEmpty()) {
                parts.add(new Part(join, List.copyOf(words), silentOutput, silentErrors, errorsToOutput));
            }
            words = new ArrayList<>();
            silentOutput = false;
            silentErrors = false;
            errorsToOutput = false;
            join = next;
        }

        private boolean redirection() {
            Optional<String> found =
                    List.of("2>&1", "2>/dev/null", "2> /dev/null", ">/dev/null", "> /dev/null", "</dev/null").stream()
                            .filter(r -> text.startsWith(r, at))
                            .findFirst();
            found.ifPresent(r -> {
                at += r.length();
                if (r.equals("2>&1")) {
                    errorsToOutput = true;
                    silentErrors = silentErrors || silentOutput;
                } else if (r.startsWith("2>")) {
                    silentErrors = true;
                } else if (r.startsWith(">")) {
                    silentOutput = true;
                }
            });
            return found.isPresent();
        }

        private String word() throws NotUnderstood {
            StringBuilder word = new StringBuilder();
            while (at < text.length()) {
                char c = text.charAt(at);
                if (Character.isWhitespace(c) || c == ';' || text.startsWith("&&", at) || text.startsWith("||", at)) {
                    break;
                }
                at++;
                switch (c) {
                    case '\'' -> singleQuoted(word);
                    case '"' -> doubleQuoted(word);
                    case '\\' -> {
                        if (at < text.length()) {
                            word.append(text.charAt(at++));
                        }
                    }
                    case '|', '&', '<', '>', '(', ')', '`', '$', '*', '?' ->
                        throw new NotUnderstood("'" + c + "' in: " + text);
                    default -> word.append(c);
                }
            }
            return word.toString();
        }

        private void singleQuoted(StringBuilder word) throws NotUnderstood {
            int end = text.indexOf('\'', at);
            if (end < 0) {
                throw new NotUnderstood("unexpected EOF while looking for matching `''");
            }
            word.append(text, at, end);
            at = end + 1;
        }

        private void doubleQuoted(StringBuilder word) throws NotUnderstood {
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '"') {
                    return;
                }
                if (c == '$' || c == '`') {
                    throw new NotUnderstood("'" + c + "' in: " + text);
                }
                if (c == '\\' && at < text.length() && "\"\\$`".indexOf(text.charAt(at)) >= 0) {
                    word.append(text.charAt(at++));
                } else {
                    word.append(c);
                }
            }
            throw new NotUnderstood("unexpected EOF while looking for matching `\"'");
        }
    }
}
