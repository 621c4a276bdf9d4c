package org.osfailover.platform.dotnet;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Verdict;
import org.osfailover.platform.dotnet.ServerScripts.Act;
import org.osfailover.remote.BlockedScript;

/**
 * What came of trying the real things harmlessly on a Windows server, by {@code try-server.ps1}: a command started apart from
 * the session, writing where the procedures write, and each script that is sent.
 */
record WindowsTries(Act act) {

    private static final String OTHER_WAY = "; or set the override " + DotnetSettings.JOBS.key();

    List<CheckFinding> findings() {
        if (!(act instanceof Act.Done done)) {
            return List.of(CheckFinding.error(
                    Code.JOBS,
                    "Whether long commands can be started on it could not be tried: " + ServerScripts.why(act),
                    "Repair this, then check again"));
        }
        JsonNode json = done.json();
        List<CheckFinding> findings = new ArrayList<>();
        findings.add(jobs(json));
        problem(json, "platformProblem")
                .ifPresent(why -> findings.add(CheckFinding.error(
                        Code.CONFIGURATION,
                        "Nothing can be written into the platform's folder: " + why,
                        "Make room on its drive, or give the login the right to write there")));
        problem(json, "configurationProblem")
                .ifPresent(why -> findings.add(CheckFinding.error(
                        Code.CONFIGURATION,
                        "server.hsconf can't be opened for writing: " + why,
                        "Give the login the right to write it; take the read-only mark away; end what holds it open")));
        findings.addAll(scripts(json));
        for (JsonNode left : json.path("left")) {
            findings.add(CheckFinding.warning(
                    Code.JOBS,
                    "What the check tried with could not be removed: " + left.asText(),
                    "Remove this folder on the server"));
        }
        return findings;
    }

    /** Whether a step that takes long could be done at all; where that can't be told it is allowed. */
    Verdict mayRunJobs() {
        if (act instanceof Act.Done done) {
            CheckFinding jobs = jobs(done.json());
            return jobs.severity() == CheckFinding.Severity.ERROR
                    ? new Verdict.Refused(
                            RefusalCode.PLATFORM_NOT_AS_EXPECTED, jobs.sentence() + ". " + jobs.remedy() + ".")
                    : Verdict.allowed(jobs.sentence());
        }
        return Verdict.allowed("it could not be told");
    }

    private static CheckFinding jobs(JsonNode json) {
        Optional<String> problem = problem(json, "folderProblem");
        if (problem.isPresent()) {
            return CheckFinding.error(
                    Code.JOBS,
                    "Nothing can be written into "
                            + ScriptAnswer.text(json, "folder").orElse("the folder of this program")
                            + ", where long commands keep their output: " + problem.get(),
                    "Make room on that drive, or give the login the right to write there");
        }
        String whys = ScriptAnswer.list(json.path("whys"));
        String refused = whys.isEmpty() ? "" : " (" + whys + ")";
        Optional<String> way = ScriptAnswer.text(json, "way");
        if (way.isEmpty() || json.path("exitCode").asInt(-1) != 0) {
            return CheckFinding.error(
                    Code.JOBS,
                    "Windows runs no command apart from the session, as the platform's tools have to be run" + refused,
                    "Allow it: the login must be an administrator, the services Winmgmt and Schedule must run, and no rule of"
                            + " antivirus or AppLocker may forbid it (Defender's attack surface reduction rule \"Block process"
                            + " creations originating from PSExec and WMI commands\"); then check again");
        } else if (whys.isEmpty()) {
            return CheckFinding.ok(
                    Code.JOBS,
                    "A command can be started apart from the session (" + way.get()
                            + "), and its folder can be written");
        }
        return CheckFinding.warning(
                Code.JOBS,
                "Windows refuses the usual way to start a command apart from the session" + refused
                        + "; by the other way, " + way.get()
                        + ", it was started, as SYSTEM: long commands are started so",
                "Allow processes that are started by WMI (Defender's attack surface reduction rule \"Block process creations"
                        + " originating from PSExec and WMI commands\", antivirus)" + OTHER_WAY + ": scheduled-task");
    }

    private static List<CheckFinding> scripts(JsonNode json) {
        List<CheckFinding> findings = new ArrayList<>();
        for (JsonNode script : json.path("scripts")) {
            String problem = script.path("problem").asText("");
            String name = script.path("name").asText();
            if (!problem.isBlank()) {
                Optional<BlockedScript> blocked = BlockedScript.in(problem, "");
                findings.add(CheckFinding.error(
                        Code.POWERSHELL,
                        name + " can't be run here: "
                                + blocked.map(BlockedScript::sentence).orElse("PowerShell refuses it")
                                + " (" + ScriptAnswer.last(problem) + ")",
                        blocked.map(BlockedScript::remedy)
                                .orElse("Windows PowerShell 5.1 has to be there as powershell.exe")));
            }
        }
        return findings;
    }

    private static Optional<String> problem(JsonNode json, String field) {
        return ScriptAnswer.text(json, field);
    }
}
