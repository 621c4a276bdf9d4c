package org.osfailover.lab;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.Stack;
import org.osfailover.farm.StartType;

/** A server of the simulated farm: its services, its files and its SSH server. Thread-safe; every change is kept. */
public final class LabServer {

    private static final Pattern CONTROLLER_HOST =
            Pattern.compile("<CompilerServerHostname[^>]*>\\s*([^<]*?)\\s*</CompilerServerHostname>");
    private static final Pattern CACHE_HOST = Pattern.compile(
            "<CacheInvalidationConfiguration[^>]*>.*?<ServiceHost[^>]*>\\s*([^<]*?)\\s*</ServiceHost>", Pattern.DOTALL);

    private static final long FREE_BYTES = 50L * 1024 * 1024 * 1024;

    private final LabEnvironment environment;
    private final FarmState.OfServer state;
    private final LabFaults faults;
    private final LabJournal journal;
    private final Map<String, Thread> jobThreads = new ConcurrentHashMap<>();
    private volatile @Nullable LabHost host;

    LabServer(LabEnvironment environment, FarmState.OfServer state) {
        this.environment = environment;
        this.state = state;
        this.faults = new LabFaults(this);
        this.journal = new LabJournal(environment.farm());
    }

    FarmState.OfServer state() {
        return state;
    }

    public LabEnvironment environment() {
        return environment;
    }

    public String id() {
        return state.id;
    }

    /** How the platform's servers know it. */
    public String address() {
        return state.address;
    }

    public @Nullable String group() {
        return state.group;
    }

    /** The serial number that the environment has while this server holds the Controller. */
    public String serialNumber() {
        return state.serialNumber;
    }

    /** The serial number that the server tells of itself. */
    public String toldSerialNumber() {
        return faults().toldSerialNumber()
                .filter(other -> !id().equals(environment().serviceCenter().installedOn()))
                .orElse(serialNumber());
    }

    /** Somebody has installed another version here. */
    public void installedVersion(String version) {
        farm().changing(environment, now -> {
            state.version = version;
            return version;
        });
    }

    public String version() {
        return state.version;
    }

    public LabFaults faults() {
        return faults;
    }

    /** What arrived here. */
    public LabJournal journal() {
        return journal;
    }

    // --- services

    /** What the service is really doing now, whatever the server tells of it. */
    public ServiceState state(PlatformService service) {
        return farm().settled(environment, now -> farm().machine().stateOf(this, service, now));
    }

    public StartType startType(PlatformService service) {
        return farm().reading(() -> {
            FarmState.OfService found = state.services.get(service);
            return found == null ? StartType.ABSENT : found.startType;
        });
    }

    /** Every service that is installed, with the state that the server tells of it: not what is so, where it lies. */
    public Map<PlatformService, ServiceState> services() {
        boolean lies = isPoweredOn() && faults.isLyingAboutServices();
        return farm().settled(environment, now -> {
            Map<PlatformService, ServiceState> states = new EnumMap<>(PlatformService.class);
            state.services
                    .keySet()
                    .forEach(s -> states.put(
                            s, lies ? ServiceState.STOPPED : farm().machine().stateOf(this, s, now)));
            return states;
        });
    }

    /** When the service was last told to start or to stop. */
    public Instant changedAt(PlatformService service) {
        return farm().reading(() -> {
            FarmState.OfService found = state.services.get(service);
            return found == null ? Instant.EPOCH : found.changedAt;
        });
    }

    /** The process of a running service; 0 where there is none. */
    public int processId(PlatformService service) {
        return state(service).isRunning()
                ? farm().reading(() -> {
                    FarmState.OfService found = state.services.get(service);
                    return found == null ? 0 : found.processId;
                })
                : 0;
    }

    /** The Controller's address that the running process read when it started. */
    public Optional<String> controllerInForce(PlatformService service) {
        return farm().reading(() -> Optional.ofNullable(state.services.get(service))
                .filter(s -> s.wanted && state.poweredOn)
                .map(s -> s.controllerInForce));
    }

    /** Gives the order; it takes effect over time. */
    public ServiceAnswer start(PlatformService service) {
        return farm().changing(environment, now -> farm().machine().start(this, service, now));
    }

    /** Gives the order; it takes effect over time. */
    public ServiceAnswer stop(PlatformService service) {
        return farm().changing(environment, now -> farm().machine().stop(this, service, now));
    }

    /** A person changes how a service starts, wherever the stack keeps that. */
    public void startTypeByHand(PlatformService service, StartType startType) {
        startType(service, startType);
        if (environment.stack() == Stack.JAVA) {
            writeFile(LabPaths.JAVA_SERVICES, OsServices.text(state).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Sets the start type; a running service runs on. */
    public ServiceAnswer startType(PlatformService service, StartType startType) {
        return farm().changing(environment, now -> {
            FarmState.OfService found = state.services.get(service);
            if (found == null) {
                return ServiceAnswer.NOT_FOUND;
            }
            found.startType = startType;
            return ServiceAnswer.DONE;
        });
    }

    /** Installs a service, automatic and stopped; nothing happens where it is there. */
    public void install(PlatformService service) {
        farm().changing(environment, now -> state.services.computeIfAbsent(service, s -> new FarmState.OfService()));
    }

    /** The application event log, oldest first. */
    public List<LabEvent> events() {
        return farm().settled(environment, now -> state.events.stream()
                .filter(e -> !e.time().isAfter(now))
                .sorted(Comparator.comparing(LabEvent::time))
                .toList());
    }

    /** Writes a line into the application event log. */
    public void log(String source, String level, String message) {
        farm().changing(environment, now -> state.events.add(new LabEvent(now, source, level, message)));
    }

    /** Empties the event log, as a log that no longer reaches back. */
    public void clearEvents() {
        farm().changing(environment, now -> {
            state.events.clear();
            return true;
        });
    }

    void unstick() {
        farm().changing(environment, now -> {
            for (FarmState.OfService service : state.services.values()) {
                if (service.stuck) {
                    service.stuck = false;
                    service.changedAt = now;
                }
            }
            return true;
        });
    }

    // --- network

    /** Whether somebody answers this server there: the services listen once they are initialised. */
    public boolean reaches(String host, int port) {
        PlatformService service =
                switch (port) {
                    case 12000 -> PlatformService.CONTROLLER;
                    case 12001 -> PlatformService.DEPLOYER;
                    case 12002 -> PlatformService.SCHEDULER;
                    case 12003 -> PlatformService.LOG;
                    case 12004 -> PlatformService.SMS;
                    case 5672 -> PlatformService.RABBITMQ;
                    default -> null;
                };
        if (service == null) {
            return false;
        }
        if (host.equals("127.0.0.1") || host.equals("localhost") || host.equals(address())) {
            return state(service) == ServiceState.INITIALISED;
        }
        LabServer asked = environment.serverAt(host).orElse(null);
        return asked != null
                && asked.isPoweredOn()
                && !asked.faults().isCutOff()
                && !faults().isBlocked(port)
                && asked.state(service) == ServiceState.INITIALISED;
    }

    // --- power

    public boolean isPoweredOn() {
        return farm().reading(() -> state.poweredOn);
    }

    /** The machine is off: nothing runs, nobody answers. */
    public void powerOff() {
        farm().changing(environment, now -> {
            state.poweredOn = false;
            state.jobs.replaceAll(j -> j.state() == LabJob.State.RUNNING
                    ? j.lost("the server was restarted since the command was started")
                    : j);
            for (FarmState.OfService service : state.services.values()) {
                service.wanted = false;
                service.stuck = false;
                service.revivesAt = null;
                service.initialisedAt = null;
                service.changedAt = now;
            }
            return true;
        });
        reconnect();
    }

    /** The machine boots: its automatic services start, with the configuration that lies on its disk. */
    public void powerOn() {
        farm().changing(environment, now -> {
            if (state.poweredOn) {
                return false;
            }
            state.poweredOn = true;
            state.services.forEach((service, found) -> {
                if (found.startType == StartType.AUTOMATIC) {
                    farm().machine().start(this, service, now);
                }
            });
            return true;
        });
        reconnect();
    }

    // --- files

    /** Where this server keeps {@code server.hsconf}. */
    public String hsconfPath() {
        return environment.stack() == Stack.JAVA ? LabPaths.JAVA_HSCONF : LabPaths.WINDOWS_HSCONF;
    }

    /** The bytes of {@code server.hsconf}. */
    public byte[] hsconf() {
        return file(hsconfPath()).orElse(new byte[0]);
    }

    /** The Controller's address in {@code server.hsconf}, whether it is in force or not; empty where there is none. */
    public String controllerAddress() {
        return find(CONTROLLER_HOST);
    }

    /** The cache invalidation service's host in {@code server.hsconf}; empty where there is none. */
    public String cacheServiceHost() {
        return find(CACHE_HOST);
    }

    private String find(Pattern pattern) {
        Matcher matcher = pattern.matcher(new String(hsconf(), StandardCharsets.UTF_8));
        return matcher.find()
                ? matcher.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
                : "";
    }

    public Optional<byte[]> file(String path) {
        return farm().reading(() -> Optional.ofNullable(state.files.get(path)).map(f -> f.content.clone()));
    }

    /** The file's lines that are no comments, as one; empty where there is no such file. */
    public String settingsKey(String path) {
        return file(path)
                .map(content -> new String(content, StandardCharsets.UTF_8)
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("--"))
                        .collect(java.util.stream.Collectors.joining()))
                .orElse("");
    }

    /** SHA-256 of that as hexadecimal digits; empty where there is no such file. */
    public String settingsKeyHash(String path) {
        return file(path).isEmpty() ? "" : sha256(settingsKey(path).getBytes(StandardCharsets.UTF_8));
    }

    /** As sha256sum prints it. */
    public static String sha256(byte[] content) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(
                            java.security.MessageDigest.getInstance("SHA-256").digest(content));
        } catch (java.security.NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    public Optional<Instant> modifiedAt(String path) {
        return farm().reading(() -> Optional.ofNullable(state.files.get(path)).map(f -> f.modifiedAt));
    }

    public List<String> paths() {
        return farm().reading(() -> new ArrayList<>(state.files.keySet()));
    }

    public void writeFile(String path, byte[] content) {
        writeFile(path, content, farm().now());
    }

    /** Writes a file that says it was last changed then ({@code cp -p}). */
    public void writeFile(String path, byte[] content, Instant modifiedAt) {
        requireSpace();
        farm().changing(environment, now -> {
            FarmState.OfFile file = new FarmState.OfFile();
            file.content = content.clone();
            file.modifiedAt = modifiedAt;
            state.files.put(path, file);
            return true;
        });
    }

    /** How much can still be written to the disk, in bytes. */
    public long freeBytes() {
        return faults.isDiskFull() ? 0 : FREE_BYTES;
    }

    private void requireSpace() {
        if (faults.isDiskFull()) {
            throw new DiskFull(environment.stack());
        }
    }

    public void deleteFile(String path) {
        farm().changing(environment, now -> Optional.ofNullable(state.files.remove(path)));
    }

    /** Notes of tools on this server (registry values and the like). */
    public Map<String, String> markers() {
        return farm().reading(() -> new TreeMap<>(state.markers));
    }

    public void mark(String name, String value) {
        farm().changing(environment, now -> Optional.ofNullable(state.markers.put(name, value)));
    }

    /** What the Configuration Tool does: the configuration on disk is the one in force from the next start on. */
    public void applyConfiguration() {
        farm().changing(environment, now -> state.appliedController = controllerAddress());
    }

    // --- commands that run apart from their session

    /** The jobs, newest first. */
    public List<LabJob> jobs() {
        return farm().reading(() -> state.jobs.stream()
                .sorted(Comparator.comparing(LabJob::startedAt).reversed())
                .toList());
    }

    public Optional<LabJob> job(String id) {
        return jobs().stream().filter(j -> j.id().equals(id)).findFirst();
    }

    /** Notes that a job has begun. False where there is one of that id. */
    public boolean beginJob(String id, String line, String note) {
        requireSpace();
        return farm().changing(environment, now -> {
            if (state.jobs.stream().anyMatch(j -> j.id().equals(id))) {
                return false;
            }
            state.jobs.add(LabJob.running(id, line, note, now));
            return true;
        });
    }

    /** A running job has printed this. */
    public void printOfJob(String id, String text) {
        changeJob(id, (job, now) -> job.printed(text, now));
    }

    /** Types the n-th answer (from 1) to a running job; nothing happens where that was typed before. */
    public void typeToJob(String id, int number, LabJob.Answer answer) {
        changeJob(id, (job, now) -> job.answers().size() == number - 1 ? job.answered(answer) : job);
    }

    /** Notes how a job has ended, unless it was lost meanwhile. */
    public void endJob(String id, int exitCode) {
        changeJob(id, (job, now) -> job.ended(now, exitCode));
    }

    /** A running job is gone without an exit code. */
    public void loseJob(String id, String why) {
        changeJob(id, (job, now) -> job.lost(why));
    }

    private void changeJob(String id, BiFunction<LabJob, Instant, LabJob> change) {
        farm().changing(environment, now -> {
            state.jobs.replaceAll(
                    j -> j.id().equals(id) && j.state() == LabJob.State.RUNNING ? change.apply(j, now) : j);
            return true;
        });
    }

    /** Removes a job's record, unless it runs. */
    public void removeJob(String id) {
        farm().changing(
                        environment,
                        now -> state.jobs.removeIf(j -> j.id().equals(id) && j.state() != LabJob.State.RUNNING));
    }

    /** The process of a job: in memory, and begun anew where the farm was restarted while it ran. */
    public void runJob(String id, Runnable work) {
        Thread thread = new Thread(() -> untilDiskFull(id, work), "lab-job-" + id());
        thread.setDaemon(true);
        if (jobThreads.putIfAbsent(id, thread) == null) {
            thread.start();
        }
    }

    private void untilDiskFull(String id, Runnable work) {
        try {
            work.run();
        } catch (DiskFull full) {
            printOfJob(id, full.words() + "\r\n");
            endJob(id, 1);
        }
    }

    /** Ends a job and what it has started. */
    public void cancelJob(String id) {
        loseJob(id, "it was ended by this program");
        Thread thread = jobThreads.remove(id);
        if (thread != null) {
            thread.interrupt();
        }
    }

    void cancelJobs() {
        jobs().stream().filter(j -> j.state() == LabJob.State.RUNNING).forEach(j -> cancelJob(j.id()));
    }

    /** The process of a job has ended. */
    public void leaveJob(String id) {
        jobThreads.remove(id);
    }

    // --- SSH

    public String sshHost() {
        return "127.0.0.1";
    }

    /** The SSH server's port; 0 until the farm was started for the first time. */
    public int sshPort() {
        return farm().reading(() -> state.sshPort);
    }

    /** As OpenSSH writes it: {@code SHA256:…}. It is known before the farm is started. */
    public String hostKeyFingerprint() {
        return HostKeys.fingerprint(state.hostKeyPublic);
    }

    void keepSshPort(int port) {
        farm().changing(() -> state.sshPort = port);
    }

    void host(LabHost newHost) {
        this.host = newHost;
    }

    /** The SSH server follows what has changed (power, faults). */
    void reconnect() {
        LabHost present = host;
        if (present != null) {
            present.refresh();
        }
    }

    private LabFarm farm() {
        return environment.farm();
    }

    @Override
    public String toString() {
        return environment.id() + " " + state.id;
    }
}
