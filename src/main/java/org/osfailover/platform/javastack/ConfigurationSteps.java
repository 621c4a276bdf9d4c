package org.osfailover.platform.javastack;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.platform.LongTask;
import org.osfailover.platform.Progress;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.DialogueResult;

/** What is done with {@code configurationtool.sh}: the Controller's address, and Service Center. */
final class ConfigurationSteps {

    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:_-]*");
    private static final Pattern TOOL = Pattern.compile("configurationtool", Pattern.CASE_INSENSITIVE);

    private final Server server;
    private final LinuxServer linux;
    private final LinuxCommands commands;
    private final JavaSettings settings;
    private final Deadlines deadlines;
    private final RunStep step;

    ConfigurationSteps(
            Server server,
            LinuxServer linux,
            LinuxCommands commands,
            JavaSettings settings,
            Deadlines deadlines,
            RunStep step) {
        this.server = server;
        this.linux = linux;
        this.commands = commands;
        this.settings = settings;
        this.deadlines = deadlines;
        this.step = step;
    }

    Progress beginWritingControllerAddress(String address) throws GivenUp {
        if (!ADDRESS.matcher(address).matches()) {
            return ended(new Outcome.Refused(
                    RefusalCode.NOT_ELIGIBLE,
                    server.id() + ": '" + address + "' is not an address or host name; nothing was changed"));
        }
        ToolDialogue tool = writingTool(address);
        Optional<Progress> found = tool.found();
        if (found.isPresent()) {
            return found.get();
        }
        String file = commands.configurationFile();
        ServerConfiguration before = configuration();
        String backup = commands.backupFile(step.runId());
        boolean hasBackup = hasBackup();
        if (before.controllerAddress().filter(address::equals).isPresent() && !isUnfinished()) {
            return ended(alreadyWritten(address, before, backup, hasBackup));
        }
        refuseWhileToolRuns();
        if (!hasBackup) {
            backUp(file, backup);
        }
        if (settings.isSilent()) {
            return tool.begin(
                    "",
                    deadlines.dialogue(),
                    result -> result instanceof DialogueResult.Rehearsed
                            ? new Outcome.Rehearsed(server.id() + ": the Controller's address would be set to "
                                    + address
                                    + " in " + file + " (now "
                                    + before.controllerAddress().orElse("none") + "), after a backup to " + backup
                                    + ", and the tool run without questions")
                            : writtenSilently(address, result));
        }
        ServerConfiguration original = hasBackup ? parse(backup) : before;
        return tool.begin(
                "",
                deadlines.dialogue(),
                result -> result instanceof DialogueResult.Rehearsed
                        ? new Outcome.Rehearsed(server.id() + ": the Controller's address would be set to " + address
                                + " with " + commands.configurationTool() + " (now "
                                + before.controllerAddress().orElse("none")
                                + "), after a backup to " + backup
                                + "; restart of the services: yes, Service Center: no")
                        : written(address, original, result));
    }

    /** What became of the tool that was to write it; begins nothing. */
    Progress lookAtWritingControllerAddress(String address) throws GivenUp {
        return writingTool(address).look();
    }

    /** One without questions began and did not end well, or it is not known how it ended. */
    private boolean isUnfinished() throws GivenUp {
        return settings.isSilent()
                && linux.read(commands.exists(commands.unfinished(step.runId())))
                        .isExitZero();
    }

    private Outcome writtenSilently(String address, DialogueResult result) throws GivenUp {
        boolean well = result instanceof DialogueResult.Completed completed
                && completed.exitCode().orElse(1) == 0;
        String came = Conversation.ending(commands.silentConfiguration(step.runId(), address), result);
        if (result instanceof DialogueResult.Completed && !well) {
            return new Outcome.Refused(
                    RefusalCode.COMMAND_FAILED, server.id() + ": the Controller's address is not written. " + came);
        }
        return well
                ? written(address, parse(commands.backupFile(step.runId())), result)
                : new Outcome.Unknown(server.id() + ": whether the Controller's address is in force is not known. "
                        + came + ". RETRY does it again");
    }

    private ToolDialogue silentTool(String id, CommandLine command, String doing, ToolDialogue.LaterJudge judge)
            throws GivenUp {
        return new ToolDialogue(
                server,
                linux,
                command,
                id,
                doing,
                // it changes something from its first moment on
                new Dialogue(
                        List.of(), settings.duration(JavaSettings.TOOL_SILENCE), Set.of(), Pattern.compile(""), ""),
                judge);
    }

    private ToolDialogue writingTool(String address) throws GivenUp {
        if (settings.isSilent()) {
            return silentTool(
                    commands.jobId(step.runId(), new LongTask.WriteControllerAddress(address, Optional.empty())),
                    commands.silentConfiguration(step.runId(), address),
                    "the Controller's address is being written without questions (" + address + ")",
                    (note, result) -> writtenSilently(address, result));
        }
        return new ToolDialogue(
                server,
                linux,
                commands.configurationTool(),
                commands.jobId(step.runId(), new LongTask.WriteControllerAddress(address, Optional.empty())),
                "the Controller's address is being written (" + address + ")",
                new ConfigurationToolDialogue(settings).writingControllerAddress(address),
                (note, result) -> {
                    ServerConfiguration original = parse(commands.backupFile(step.runId()));
                    return written(address, original, result);
                });
    }

    private Outcome written(String address, ServerConfiguration original, DialogueResult result) throws GivenUp {
        String came = Conversation.ending(commands.configurationTool(), result);
        ServerConfiguration after;
        try {
            after = configuration();
        } catch (GivenUp e) {
            throw GivenUp.unknown(server.id() + ": " + came
                    + "; and then it could not be read which Controller's address it uses: "
                    + e.outcome().sentence());
        }
        return judge(address, original, after, commands.backupFile(step.runId()), came, result);
    }

    private boolean hasBackup() throws GivenUp {
        return linux.read(commands.exists(commands.backupFile(step.runId()))).isExitZero();
    }

    private static Progress ended(Outcome outcome) {
        return new Progress.Ended(outcome);
    }

    private Outcome alreadyWritten(String address, ServerConfiguration now, String backup, boolean hasBackup)
            throws GivenUp {
        if (hasBackup) {
            Set<String> touched = touched(parse(backup), now);
            if (!touched.isEmpty()) {
                return somethingElseChanged(touched, backup);
            }
        }
        return new Outcome.AlreadyDone(server.id() + ": the Controller's address is " + address + " already");
    }

    private Outcome judge(
            String address,
            ServerConfiguration original,
            ServerConfiguration after,
            String backup,
            String came,
            DialogueResult result) {
        Set<String> touched = touched(original, after);
        if (!touched.isEmpty()) {
            return somethingElseChanged(touched, backup);
        }
        String now = after.controllerAddress().orElse("none");
        if (now.equals(address)) {
            if (result instanceof DialogueResult.Stopped) {
                return new Outcome.Refused(
                        RefusalCode.UNEXPECTED_QUESTION,
                        server.id() + ": the Controller's address is written (" + address + "), but " + came
                                + ". The services may not have been restarted");
            }
            boolean smooth = result instanceof DialogueResult.Completed completed
                    && completed.exitCode().orElse(0) == 0;
            String restarted = settings.isSilent()
                    ? "; the tool ran without questions"
                    : result.answered().contains(ConfigurationToolDialogue.RESTART)
                            ? "; the tool restarts the services"
                            : "; the tool did not ask to restart the services";
            return new Outcome.Changed(server.id() + ": the Controller's address is " + address + " (before: "
                    + original.controllerAddress().orElse("none") + ", kept in " + backup + ")" + restarted
                    + (smooth ? "" : " (read back afterwards; " + came + ")"));
        }
        if (result instanceof DialogueResult.Completed
                && !result.answered().contains(ConfigurationToolDialogue.CONTROLLER)) {
            return new Outcome.Refused(
                    RefusalCode.PLATFORM_NOT_AS_EXPECTED,
                    server.id() + ": the Controller's address is still " + now + ": the tool never asked for the "
                            + ConfigurationToolDialogue.CONTROLLER + " in words that are known ("
                            + JavaSettings.CONTROLLER_LABEL.key() + "). " + came);
        }
        return new Outcome.Refused(
                Conversation.code(result),
                server.id() + ": the Controller's address is " + now + ", not " + address + ". " + came);
    }

    private Set<String> touched(ServerConfiguration original, ServerConfiguration after) {
        Set<String> keys = original.differences(after);
        String tolerated = settings.text(JavaSettings.MAY_REWRITE).trim();
        if (!tolerated.isEmpty()) {
            Pattern pattern = Pattern.compile(tolerated, Pattern.CASE_INSENSITIVE);
            keys.removeIf(key -> pattern.matcher(key).find());
        }
        return keys;
    }

    private Outcome somethingElseChanged(Set<String> keys, String backup) {
        return new Outcome.Refused(
                RefusalCode.NOT_IN_WANTED_STATE,
                server.id() + ": besides the Controller's address, something else in " + commands.configurationFile()
                        + " has changed: "
                        + keys.stream().limit(10).collect(Collectors.joining(", "))
                        + (keys.size() > 10 ? " and " + (keys.size() - 10) + " more" : "") + ". Compare it with "
                        + backup + " and put right what must not change");
    }

    private void backUp(String file, String backup) throws GivenUp {
        CommandLine copy = commands.copy(file, backup);
        CommandResult result = linux.run(copy, deadlines.command());
        if (result instanceof CommandResult.Rehearsed) {
            return;
        }
        if (result instanceof CommandResult.Completed completed) {
            linux.refuseMissingRights(copy, completed);
        }
        if (!linux.read(commands.exists(backup)).isExitZero()
                || (result instanceof CommandResult.Completed completed
                        && completed.exitCode().orElse(0) != 0)) {
            throw GivenUp.refused(
                    RefusalCode.COMMAND_FAILED,
                    server.id() + ": no backup could be made of " + file + ", so nothing was changed: '" + copy + "' "
                            + (result instanceof CommandResult.Completed completed
                                    ? "ended with " + LinuxServer.complaint(completed)
                                    : "did not answer"));
        }
    }

    Progress beginInstallingServiceCenter() throws GivenUp {
        ServerConfiguration before = configuration();
        Optional<String> address = before.controllerAddress();
        if (address.isEmpty()) {
            throw GivenUp.notAsExpected(server.id() + ": " + commands.configurationFile()
                    + " names no Controller (CompilerServerHostname); Service Center was not installed");
        }
        // in a rehearsal nothing was moved yet
        if (!step.rehearsal() && !server.callsItself(address.get())) {
            return new Progress.Ended(new Outcome.Refused(
                    RefusalCode.NOT_IN_WANTED_STATE,
                    server.id()
                            + ": Service Center was not installed, it is installed on the Controller alone, and this"
                            + " server's configuration names " + address.get() + " as the Controller, not "
                            + server.address()));
        }
        ToolDialogue tool = installingTool(address.get());
        Optional<Progress> found = tool.found();
        if (found.isPresent()) {
            return found.get();
        }
        refuseWhileToolRuns();
        if (tool.isPossible() && !hasBackup()) {
            backUp(commands.configurationFile(), commands.backupFile(step.runId()));
        }
        return tool.begin(
                address.get(),
                deadlines.serviceCenterInstallation(),
                result -> result instanceof DialogueResult.Rehearsed
                        ? new Outcome.Rehearsed(server.id() + ": Service Center would be installed with "
                                + commands.configurationTool() + ", keeping every value of the configuration")
                        : installed(address.get(), before, result));
    }

    /** What became of the tool that was to install it; begins nothing. */
    Progress lookAtInstallingServiceCenter() throws GivenUp {
        Optional<String> address;
        try {
            address = configuration().controllerAddress();
        } catch (GivenUp e) {
            return new Progress.UnderWay(
                    server.id() + ": Service Center is being installed; not seen now, "
                            + e.outcome().sentence(),
                    false);
        }
        return installingTool(address.orElse("")).look();
    }

    private ToolDialogue installingTool(String address) throws GivenUp {
        if (settings.isSilent()) {
            return silentTool(
                    commands.jobId(step.runId(), new LongTask.InstallServiceCenter()),
                    commands.silentInstallation(),
                    "Service Center is being installed without questions",
                    (note, result) -> installed(
                            note.isEmpty() ? address : note, parse(commands.backupFile(step.runId())), result));
        }
        return new ToolDialogue(
                server,
                linux,
                commands.configurationTool(),
                commands.jobId(step.runId(), new LongTask.InstallServiceCenter()),
                "Service Center is being installed",
                new ConfigurationToolDialogue(settings).installingServiceCenter(address),
                (note, result) ->
                        installed(note.isEmpty() ? address : note, parse(commands.backupFile(step.runId())), result));
    }

    private Outcome installed(String address, ServerConfiguration before, DialogueResult result) throws GivenUp {
        String came = Conversation.ending(commands.configurationTool(), result);
        boolean asked = settings.isSilent() || result.answered().contains(ConfigurationToolDialogue.SERVICE_CENTER);
        ServerConfiguration after;
        try {
            after = configuration();
        } catch (GivenUp e) {
            throw GivenUp.unknown(server.id() + ": " + came + "; and then the server could not be read: "
                    + e.outcome().sentence());
        }
        Set<String> touched = touched(before, after);
        boolean sameAddress = after.controllerAddress().filter(address::equals).isPresent();
        if (!sameAddress || !touched.isEmpty()) {
            return new Outcome.Refused(
                    RefusalCode.NOT_IN_WANTED_STATE,
                    server.id() + ": every value was to be kept, and these have changed in "
                            + commands.configurationFile() + ": "
                            + (sameAddress ? "" : "CompilerServerHostname ")
                            + String.join(", ", touched) + ". " + came);
        }
        if (result instanceof DialogueResult.Completed completed) {
            return installed(completed, asked, came);
        }
        if (result instanceof DialogueResult.Stopped && !asked) {
            return new Outcome.Refused(
                    RefusalCode.UNEXPECTED_QUESTION, server.id() + ": Service Center was not installed. " + came);
        }
        return asked
                ? new Outcome.Unknown(server.id() + ": whether Service Center is installed is not known. " + came)
                : new Outcome.Unknown(server.id()
                        + ": the installation of Service Center was not reached, as far as is known. " + came);
    }

    private Outcome installed(DialogueResult.Completed completed, boolean asked, String came) throws GivenUp {
        if (!asked) {
            return new Outcome.Refused(
                    completed.exitCode().orElse(0) == 0
                            ? RefusalCode.PLATFORM_NOT_AS_EXPECTED
                            : RefusalCode.COMMAND_FAILED,
                    server.id() + ": the tool never asked whether to install Service Center in words that are known ("
                            + JavaSettings.SERVICE_CENTER_QUESTION.key() + "). " + came);
        }
        if (completed.exitCode().orElse(0) != 0) {
            return new Outcome.Refused(
                    RefusalCode.COMMAND_FAILED, server.id() + ": the installation of Service Center failed. " + came);
        }
        String transcript = completed.transcript();
        Matcher question = Pattern.compile("(?i)service\\s*cent(?:er|re)").matcher(transcript);
        Matcher failure = settings.pattern(JavaSettings.INSTALLATION_FAILED)
                .matcher(question.find() ? transcript.substring(question.start()) : transcript);
        if (failure.find()) {
            return new Outcome.Refused(
                    RefusalCode.COMMAND_FAILED,
                    server.id() + ": the tool says that the installation of Service Center failed: "
                            + Conversation.quote(failure.group()));
        }
        return new Outcome.Changed(server.id() + ": Service Center is installed, as far as the Configuration Tool says"
                + (completed.exitCode().isPresent() ? " (exit code 0)" : " (it gave no exit code)"));
    }

    /** Two Configuration Tools at a time would overwrite each other; one may be left from a lost connection. */
    private void refuseWhileToolRuns() throws GivenUp {
        Optional<Processes> processes = Processes.read(linux, commands);
        if (processes.isEmpty()) {
            throw GivenUp.unknown(server.id() + ": whether a Configuration Tool is running there already can't be told,"
                    + " since ps does not list every process with its age ("
                    + commands.processes().get(0)
                    + "): nothing was started. Is /proc mounted with hidepid, or is ps a reduced one? Let the login see"
                    + " all processes (docs/servers.md), then retry");
        }
        List<String> running = processes.get().all().stream()
                .filter(process -> TOOL.matcher(process.command()).find())
                .map(process -> "process " + process.id() + ", for " + process.age() + " s")
                .toList();
        if (!running.isEmpty()) {
            throw GivenUp.refused(
                    RefusalCode.NOT_IN_WANTED_STATE,
                    String.format(
                            Locale.ROOT,
                            "%s: a Configuration Tool is running there already (%s): nothing was started."
                                    + " Wait for it, or end it, then retry",
                            server.id(),
                            String.join("; ", running)));
        }
    }

    private ServerConfiguration configuration() throws GivenUp {
        return parse(commands.configurationFile());
    }

    private ServerConfiguration parse(String file) throws GivenUp {
        Optional<String> text = linux.file(commands.configuration(file), deadlines.command());
        if (text.isEmpty()) {
            throw GivenUp.notAsExpected(server.id() + ": " + file + " can't be read; is it there?");
        }
        return ServerConfiguration.parse(text.get(), server.id() + ": " + file);
    }
}
