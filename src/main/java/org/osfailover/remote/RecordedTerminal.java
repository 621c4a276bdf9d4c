package org.osfailover.remote;

import java.util.Optional;
import org.osfailover.farm.RunStep;

/** What a person types into a job's terminal is a changing command: recorded before it is sent, refused without the lock. */
record RecordedTerminal(
        JobTerminal terminal, CommandLog log, RunStep step, String environmentId, String serverId, String job)
        implements JobTerminal {

    @Override
    public Optional<View> view() throws RemoteAccessException {
        return terminal.view();
    }

    @Override
    public Optional<String> type(int answers, int printed, String line) throws RemoteAccessException {
        long id = log.begin(step, environmentId, serverId, "type into " + job + ": " + line, true);
        String ending = "ended by an error of this program; whether it was typed is not known";
        try {
            Optional<String> refused = terminal.type(answers, printed, line);
            ending = refused.orElse("typed");
            return refused;
        } finally {
            log.end(id, "COMPLETED", null, ending);
        }
    }
}
