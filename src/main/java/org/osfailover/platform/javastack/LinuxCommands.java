package org.osfailover.platform.javastack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.PlatformService;
import org.osfailover.platform.LongTask;
import org.osfailover.remote.Argument;
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
 *           sha256sum /etc/outsystems/private.key                     (R)
 *           test -e /etc/outsystems/server.hsconf.&lt;run id&gt;.bak        (R)
 *           stat -c %Y /etc/outsystems/server.hsconf                  (R)
 *           date +%s
 *           ps -eo pid,etimes,args; where that is an error: ps -eo pid,etime,args, ps -o pid,etime,args
 *           bash -c 'exec 3&lt;&gt;/dev/tcp/127.0.0.1/12000'
 * checks    sh -c '&lt;several lines with every quote that a script may have; prints osfailover-shell, ends with 7&gt;'
 *           sh -c 'command -v bash || echo "missing: bash"; …'
 *           id -u
 *           df -Pk /opt/outsystems/platform
 *           sh -c check.sh …: tries whether what a run writes can be written  (R, where sudo allows it)
 *           sudo -l -- &lt;each of the commands with (R)&gt;
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

    /** What the shell is to print, and to end with. */
    static final String SHELL_WORD = "osfailover-shell";

    static final int SHELL_CODE = 7;

    /**
     * As a job's script is sent: several lines, and what login shells that are not POSIX shells (csh, tcsh, fish) would
     * read in another way. Prints the word only where all of it has arrived.
     */
    private static final String SHELL_SCRIPT = "# " + SHELL_WORD + "\n"
            + "said=\"$(printf '%s' 'a\\b \"c\" $d !e')\"\n"
            + "if [ \"$said\" = \"a\\\\b \\\"c\\\" \\$d !e\" ]; then\n"
            + "echo " + SHELL_WORD + "\n"
            + "fi\n"
            + "exit " + SHELL_CODE;

    /** Programs of the operating system that are used without root's rights. */
    static final List<String> SYSTEM_TOOLS =
            List.of("bash", "sh", "cat", "cp", "date", "df", "id", "ps", "script", "setsid", "stat", "test");

    static final String MISSING = "missing: ";

    private static final Argument.Script SILENT = new Argument.Script("silent.sh", loaded("/posix/silent.sh"));

    private static final Argument.Script CHECK = new Argument.Script("check.sh", loaded("/posix/check.sh"));

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

    /** A hash of the key that encrypts the settings: the key itself is not read. */
    CommandLine settingsKeyHash() {
        return CommandLine.posix("sha256sum")
                .plain(settings.text(JavaSettings.SETTINGS_KEY_FILE))
                .elevated()
                .build();
    }

    CommandLine version() {
        return cat(settings.text(JavaSettings.HOME) + "/version.txt");
    }

    /** What the machine is called; no name server is asked. */
    CommandLine ownName() {
        return CommandLine.posix("uname").raw("-n").build();
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

    /** In the order in which they are tried: procps, an older one (RHEL 6), BusyBox. */
    List<CommandLine> processes() {
        return List.of(
                CommandLine.posix("ps").raw("-eo").raw("pid,etimes,args").build(),
                CommandLine.posix("ps").raw("-eo").raw("pid,etime,args").build(),
                CommandLine.posix("ps").raw("-o").raw("pid,etime,args").build());
    }

    CommandLine connect(String host, int port) {
        return CommandLine.posix("bash")
                .raw("-c")
                .plain(String.format(Locale.ROOT, "exec 3<>/dev/tcp/%s/%d", host, port))
                .build();
    }

    CommandLine shellProbe() {
        return CommandLine.posix("sh").raw("-c").plain(SHELL_SCRIPT).build();
    }

    CommandLine systemTools() {
        return CommandLine.posix("sh")
                .raw("-c")
                .plain(SYSTEM_TOOLS.stream()
                        .map(tool -> "command -v " + tool + " || echo \"" + MISSING + tool + "\"")
                        .collect(Collectors.joining("; ")))
                .build();
    }

    CommandLine userId() {
        return CommandLine.posix("id").raw("-u").build();
    }

    CommandLine diskSpace() {
        return CommandLine.posix("df")
                .raw("-Pk")
                .plain(settings.text(JavaSettings.HOME))
                .build();
    }

    /** Tries whether what a run writes can be written, and leaves nothing. */
    CommandLine tryWriting(String jobs) {
        return places("try", jobs).elevated().build();
    }

    /** The same without root's rights, and without a trial. */
    CommandLine lookForRoom(String jobs) {
        return places("look", jobs).build();
    }

    private CommandLine.Builder places(String how, String jobs) {
        return CommandLine.posix("sh")
                .raw("-c")
                .script(CHECK)
                .raw("check.sh")
                .raw(how)
                .plain(jobs)
                .plain(configurationFile())
                .plain(settings.text(JavaSettings.HOME));
    }

    List<String> platformTools() {
        return List.of(
                settings.text(JavaSettings.HOME) + "/serviceconfigurator.sh",
                settings.text(JavaSettings.HOME) + "/configurationtool.sh");
    }

    /** The reading commands that need root's rights. */
    List<CommandLine> reading(Collection<PlatformService> services) {
        List<CommandLine> all = new ArrayList<>();
        services.forEach(service -> all.add(status(service)));
        all.addAll(List.of(
                servicesFile(),
                configuration(),
                configuration(backupFile("check")),
                version(),
                exists(backupFile("check")),
                configurationWrittenAt()));
        return all;
    }

    /** The changing commands that need root's rights. */
    List<CommandLine> changing(Collection<PlatformService> services) {
        List<CommandLine> all = new ArrayList<>();
        services.forEach(service -> all.addAll(List.of(stop(service), start(service))));
        all.addAll(List.of(copy(configurationFile(), backupFile("check")), serviceConfigurator(), configurationTool()));
        return all;
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

    /** Writes the address into the configuration and runs the tool without questions; {@code silent.sh} says how. */
    CommandLine silentConfiguration(@Nullable String runId, String address) {
        return silent(address, unfinished(runId), settings.text(JavaSettings.SILENT_OPTIONS));
    }

    /** Installs Service Center without questions; the configuration stays as it is. */
    CommandLine silentInstallation() {
        return silent(
                "-",
                "-",
                settings.text(JavaSettings.SILENT_OPTIONS) + " " + settings.text(JavaSettings.SILENT_INSTALLATION));
    }

    /** There while {@link #silentConfiguration} has not ended well: the configuration as it was. */
    String unfinished(@Nullable String runId) {
        return backupFile(runId) + ".unfinished";
    }

    private CommandLine silent(String address, String unfinished, String options) {
        CommandLine.Builder line = CommandLine.posix("sh")
                .raw("-c")
                .script(SILENT)
                .raw("silent.sh")
                .plain(configurationFile())
                .plain(address)
                .plain(unfinished)
                .plain(settings.text(JavaSettings.HOME) + "/configurationtool.sh");
        Stream.of(options.trim().split("\\s+", -1)).forEach(line::plain);
        return line.changing().elevated().build();
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

    private static String loaded(String name) {
        try (InputStream in = LinuxCommands.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its script " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
