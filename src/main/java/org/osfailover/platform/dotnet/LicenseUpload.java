package org.osfailover.platform.dotnet;

import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.platform.dotnet.ServerScripts.Act;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.SecretMask;

/**
 * {@code ConfigurationTool.com /UploadLicense}: uploads and validates; Service Center must be running. It takes the password
 * as an argument, which the server's process list shows meanwhile. A non-zero exit code is an error; whether it is the file
 * that is refused is told by its words, which are not documented (assumed).
 */
record LicenseUpload(Environment environment, ServerScripts scripts, Credentials credentials) {

    private static final String SUBJECT = "Licence";

    Outcome upload(byte[] file, String runId) {
        String name = environment.serviceCenter().credentials();
        Credentials.Secrets login = credentials.find(name);
        String user = login == null ? null : login.username();
        String password = login == null ? null : login.password();
        if (user == null || password == null) {
            return new Outcome.Refused(
                    RefusalCode.AUTHENTICATION_FAILED,
                    SUBJECT + ": not installed, Service Center's user name or password is missing: set"
                            + " failover.credentials." + name + ".username and .password");
        }
        long limit = scripts.deadlines().service().toSeconds();
        CommandLine.Builder command = scripts.changing(Scripts.UPLOAD_LICENSE)
                .parameter("JobId", runId)
                .parameter("File", Base64.getEncoder().encodeToString(file))
                .parameter("User", user)
                .raw("-Password")
                .secret(password)
                .parameter("TimeoutSeconds", Long.toString(limit));
        Act act = scripts.run(
                scripts.inInstallDirectory(command).build(),
                scripts.deadlines().service().plus(ServerScripts.MARGIN));
        return outcome(act, file.length, SecretMask.of(List.of(password)));
    }

    private Outcome outcome(Act act, int length, SecretMask mask) {
        if (act instanceof Act.Done) {
            return new Outcome.Changed(SUBJECT + ": a file of " + length + " bytes installed by ConfigurationTool.com");
        } else if (act instanceof Act.Rehearsed) {
            return new Outcome.Rehearsed(SUBJECT + ": would be installed by ConfigurationTool.com");
        } else if (act instanceof Act.NotConnected failed) {
            return new Outcome.Refused(failed.code(), SUBJECT + ": not installed, " + failed.sentence());
        } else if (act instanceof Act.Failed failed) {
            return failed(failed.code(), mask.mask(failed.sentence()));
        }
        return new Outcome.Unknown(SUBJECT + ": whether it is installed is not known"
                + (act instanceof Act.Lost lost ? ", " + mask.mask(lost.why()) : ""));
    }

    private Outcome failed(RefusalCode code, String sentence) {
        if (code == RefusalCode.OUTCOME_UNKNOWN) {
            return new Outcome.Unknown(SUBJECT + ": whether it is installed is not known, " + sentence);
        }
        if (code != RefusalCode.COMMAND_FAILED) {
            return new Outcome.Refused(code, SUBJECT + ": not installed, " + sentence);
        }
        boolean login = find(DotnetSettings.UPLOAD_LICENSE_LOGIN.in(environment), sentence);
        boolean rejected = find(DotnetSettings.UPLOAD_LICENSE_REJECTED.in(environment), sentence);
        return new Outcome.Refused(
                login ? RefusalCode.AUTHENTICATION_FAILED : rejected ? RefusalCode.LICENSE_REJECTED : code,
                SUBJECT + ": not installed, ConfigurationTool.com refuses: " + sentence);
    }

    private static boolean find(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).matcher(text).find();
    }
}
