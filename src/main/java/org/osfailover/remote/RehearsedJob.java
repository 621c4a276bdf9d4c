package org.osfailover.remote;

import java.time.Duration;
import java.util.Optional;

/** A rehearsal leaves no job on a server: it is listed, nothing is sent. */
record RehearsedJob(String id) implements RemoteJob, RemoteDialogue, JobTerminal {

    @Override
    public JobStart start() {
        return new JobStart.Rehearsed();
    }

    @Override
    public JobState look() {
        return new JobState.NotStarted();
    }

    @Override
    public JobState cancel(Duration patience) {
        return new JobState.NotStarted();
    }

    @Override
    public boolean mayBeUnderWay() {
        return false;
    }

    @Override
    public Optional<String> unable() {
        return Optional.empty();
    }

    @Override
    public JobStart start(String note) {
        return new JobStart.Rehearsed();
    }

    @Override
    public DialogueState goOn(Duration atMost) {
        return new DialogueState.NotStarted();
    }

    @Override
    public Optional<View> view() {
        return Optional.empty();
    }

    @Override
    public Optional<String> type(int answers, int printed, String line) {
        return Optional.of("a rehearsal types nothing");
    }

    @Override
    public void remove() {}
}
