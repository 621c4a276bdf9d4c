package org.osfailover.platform.javastack;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.PlatformService;
import org.osfailover.platform.LongTask;
import org.osfailover.remote.CommandLine;

/**
 * Every command that is ever sent to a server of the Java stack. (R) runs as root: through {@code sudo -n --} where the
 * server says so. With the default settings:
 *
 * <pre>
 * reads     service outsystems status SCHEDULER                       (R)
 *           cat /etc/outsystems/os.services.conf                      (R)
 *           cat /etc/outsystems/server.hsconf                         (R)  also of the backup
 *           cat /opt/outsystems/platform/version.txt                  (R)
 *           test -e /etc/outsystems/server.hsconf.&lt;run id&gt;.bak        (R)
 *           stat -c %Y /etc/outsystems/server.hsconf                  (R)
 *           date +%s
 *           ps -eo pid,etimes,args
 *           bash -c 'exec 3&lt;&gt;/dev/tcp/127.0.0.1/12000'
 * changes   service outsystems start SCHEDULER                        (R)
 *           service outsystems stop SCHEDULER                         (R)
 *           cp -p /etc/outsystems/server.hsconf /etc/outsystems/server.hsconf.&lt;run id&gt;.bak  (R)
 *           sh -c '&lt;the customer's own command&gt;'
 * dialogues /opt/outsystems/platform/serviceconfigurator.sh -interactive  (R)
 *           /opt/outsystems/platform/configurationtool.sh             (R)
 * jobs      sh -c job.sh …: the tool on a terminal of its own, see {@link org.osfailover.remote.RemoteDialogue}  (R)
 * </pre>
 */
final class LinuxCommands {

    private final JavaSettings settings;

    LinuxCommands(JavaSettings settings) {
        this.settings = settings;
    }

    CommandLine status(PlatformService service) {
        return initScript("status", service).build();
    }

    CommandLine start(PlatformService service) {
        return initScript("start", service).changing().build();
    }

    CommandLine stop(PlatformService service) {
        return initScript("stop", service).changing().build();
    }

    CommandLine servicesFile() {
        return cat(settings.text(JavaSettings.SERVICES_FILE));
    }

    CommandLine configuration() {
        return configuration(configurationFile());
    }

    /** The configuration or its backup. Its output holds secrets: it is not recorded. */
    CommandLine configuration(String file) {
        return CommandLine.posix("cat").plain(file).elevated().confidential().build();
    }

    CommandLine version() {
        return cat(settings.text(JavaSettings.HOME) + "/version.txt");
    }

    String configurationFile() {
        return settings.text(JavaSettings.CONFIGURATION_FILE);
    }

    /** Where a run keeps the configuration as it was before. */
    String backupFile(@Nullable String runId) {
        return configurationFile() + "." + owner(runId) + ".bak";
    }

    /** A job's name on the server. */
    String jobId(@Nullable String runId, LongTask task) {
        return owner(runId) + "-" + task.key();
    }

    private static String owner(@Nullable String runId) {
        return runId == null ? "manual" : runId.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    CommandLine exists(String file) {
        return CommandLine.posix("test").raw("-e").plain(file).elevated().build();
    }

    CommandLine copy(String from, String to) {
        return CommandLine.posix("cp")
                .raw("-p")
                .plain(from)
                .plain(to)
                .changing()
                .elevated()
                .build();
    }

    private CommandLine cat(String file) {
        return CommandLine.posix("cat").plain(file).elevated().build();
    }

    CommandLine configurationWrittenAt() {
        return CommandLine.posix("stat")
                .raw("-c")
                .raw("%Y")
                .plain(configurationFile())
                .elevated()
                .build();
    }

    CommandLine now() {
        return CommandLine.posix("date").raw("+%s").build();
    }

    CommandLine processes() {
        return CommandLine.posix("ps").raw("-eo").raw("pid,etimes,args").build();
    }

    CommandLine connect(String host, int port) {
        return CommandLine.posix("bash")
                .raw("-c")
                .plain(String.format(Locale.ROOT, "exec 3<>/dev/tcp/%s/%d", host, port))
                .build();
    }

    CommandLine serviceConfigurator() {
        return CommandLine.posix(settings.text(JavaSettings.HOME) + "/serviceconfigurator.sh")
                .raw("-interactive")
                .changing()
                .elevated()
                .build();
    }

    CommandLine configurationTool() {
        return CommandLine.posix(settings.text(JavaSettings.HOME) + "/configurationtool.sh")
                .changing()
                .elevated()
                .build();
    }

    CommandLine custom(String command) {
        return CommandLine.posix("sh").raw("-c").plain(command).changing().build();
    }

    private CommandLine.Builder initScript(String action, PlatformService service) {
        return CommandLine.posix(settings.text(JavaSettings.SERVICE_COMMAND))
                .plain(settings.text(JavaSettings.INIT_SCRIPT))
                .plain(action)
                .plain(settings.word(service))
                .elevated();
    }
}
