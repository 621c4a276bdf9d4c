package org.osfailover.platform.javastack;

import java.util.Optional;
import java.util.regex.Pattern;
import org.osfailover.farm.Server;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.SudoPrompt;

/**
 * Why a command was not run as root, told from what sudo or the shell said, and what helps. Source of the words: sudo
 * 1.8 and 1.9 ({@code check.c}, {@code logging.c}, {@code sudo_auth.c}). What is asked and answered for a password is
 * told without them ({@link SudoPrompt}).
 */
enum MissingRight {
    PASSWORD_EXPIRED(
            "(?:password|account)[^\\n]{0,40} expired|password is expired|account validation failure|password has expired"
                    + "|change your password immediately",
            "the password or the account of user %1$s has expired or is locked on the server. Renew it there, and set"
                    + " %2$s.password"),
    PASSWORD_WRONG(
            Pattern.quote(SudoPrompt.ASKED_AGAIN) + "|" + Pattern.quote(SudoPrompt.HELD_BACK)
                    + "|sorry, try again|incorrect password attempt",
            "the password is not the user's: sudo did not take %2$s.password (it was given once and is not tried again"
                    + " for some minutes, so that the account is not locked). Correct it; where a second factor is asked for, allow the"
                    + " command with NOPASSWD"),
    PASSWORD_NEEDED(
            "password is required|no password was provided|a terminal is required|no tty present",
            "sudo asks for the password of user %1$s, and none is configured. Allow the command without a password"
                    + " (NOPASSWD) in sudoers, or set %2$s.password"),
    TERMINAL_NEEDED(
            "must have a tty", "sudoers wants a terminal (requiretty). Add 'Defaults:%1$s !requiretty' to sudoers"),
    NOT_IN_SUDOERS(
            "not in the sudoers file|may not run sudo",
            "user %1$s is not in sudoers. Add the lines of docs/servers.md to /etc/sudoers.d/outsystems-failover"),
    NOT_ALLOWED(
            "is not allowed to (?:execute|run)",
            "sudoers does not allow this command to user %1$s. Compare /etc/sudoers.d/outsystems-failover with the lines"
                    + " of docs/servers.md: every word of the command counts"),
    NO_SUDO(
            "sudo: (?:command )?not found|sudo: no such file",
            "the server has no sudo. Install it, or log in as root (elevate: none)"),
    SUDO_BROKEN(
            "sudo: .*(?:effective uid|setuid|no new privileges|must be owned)",
            "sudo itself can't become root there. Repair its installation (owner root, setuid)"),
    OTHER(
            "sudo: .*(?:not allowed|not found)|must be (?:run (?:as|by) )?(?:the )?(?:root|superuser)"
                    + "|(?:run|execute)[^\\n]* as root|permission denied|operation not permitted",
            "allow it to user %1$s in sudoers and set elevate: sudo in the inventory, or log in as root");

    private final Pattern words;
    private final String remedy;

    MissingRight(String words, String remedy) {
        this.words = Pattern.compile(words, Pattern.CASE_INSENSITIVE);
        this.remedy = remedy;
    }

    /** The right that a failed command lacked, by its words; empty where it failed for another reason. */
    static Optional<MissingRight> in(String said) {
        for (MissingRight right : values()) {
            if (right.words.matcher(said).find()) {
                return Optional.of(right);
            }
        }
        return Optional.empty();
    }

    /** For people: what happened and what helps. */
    String sentence(Server server, CommandLine command, String said) {
        return server.id() + ": user " + server.ssh().user() + " may not run '" + command + "' as root ("
                + LinuxServer.end(said) + "): " + remedy(server) + ". Then retry.";
    }

    /** What helps. */
    String remedy(Server server) {
        return String.format(
                remedy,
                server.ssh().user(),
                "failover.credentials." + server.ssh().credentials());
    }
}
