package org.osfailover.remote;

import java.util.List;
import java.util.Optional;

/**
 * A script of ours that Windows did not let run: told by PowerShell's error ids, which are the same in every language. Such
 * a script was refused as a whole, before its first line: nothing of it was done.
 *
 * @param kind who refused it
 * @param sentence what is so, as the end of a sentence
 * @param remedy what to do
 */
public record BlockedScript(Kind kind, String sentence, String remedy) {

    /** Who refuses scripts. */
    public enum Kind {
        /** Antivirus, by the Antimalware Scan Interface (AMSI). */
        ANTIVIRUS,
        /** AppLocker, App Control (WDAC) or {@code __PSLockdownPolicy}: another language mode than the full one. */
        LANGUAGE_MODE
    }

    private static final List<String> BY_ANTIVIRUS =
            List.of("ScriptContainedMaliciousContent", "ScriptHasAdminBlockedContent");
    private static final List<String> BY_LANGUAGE_MODE =
            List.of("ConstrainedLanguage", "RestrictedLanguage", "NoLanguage");

    /**
     * Looks for it in what came back instead of an answer.
     *
     * @param error standard error, as a person can read it
     */
    public static Optional<BlockedScript> in(String output, String error) {
        // a console folds lines wherever it likes
        String said = (output + error).replaceAll("\\s+", "");
        if (BY_ANTIVIRUS.stream().anyMatch(said::contains)) {
            return Optional.of(new BlockedScript(
                    Kind.ANTIVIRUS,
                    "the server's antivirus blocks this script of ours (AMSI), and nothing of it was run",
                    "Allow this program's scripts in the antivirus (for Defender: an exclusion or an allowed threat, see its"
                            + " event log, ids 1116 and 1117), then check again"));
        } else if (BY_LANGUAGE_MODE.stream().anyMatch(said::contains)) {
            return Optional.of(new BlockedScript(
                    Kind.LANGUAGE_MODE,
                    "PowerShell runs in a restricted language mode, and nothing of this script of ours was run",
                    "Allow this login the full language mode (AppLocker, App Control, or the variable"
                            + " __PSLockdownPolicy), then check again"));
        }
        return Optional.empty();
    }
}
