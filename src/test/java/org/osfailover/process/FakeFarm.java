package org.osfailover.process;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environment.AllContent;
import org.osfailover.farm.Environment.Approval;
import org.osfailover.farm.Environment.LicenseInstallation;
import org.osfailover.farm.Environment.Republish;
import org.osfailover.farm.Environment.TrafficSwitch;
import org.osfailover.farm.Environments;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.farm.Stack;
import org.osfailover.farm.StartType;
import org.osfailover.farm.Verdict;
import org.osfailover.platform.LongTask;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.PlatformServers;
import org.osfailover.platform.Progress;
import org.osfailover.platform.Reachability;
import org.osfailover.platform.ToolQuestion;
import org.osfailover.remote.ContactGate;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenters;

/**
 * A farm in memory that plays both outside worlds (servers and Service Center) for the process tests. Four servers: fe1
 * (Controller) and fe2 in the active group blue, fe3 and fe4 in the passive group green. What was done is in
 * {@link #done()}, in order.
 */
final class FakeFarm implements Environments, PlatformServers, ServiceCenters {

    static final String ID = "production";

    private final Map<String, FakeServer> servers = new LinkedHashMap<>();
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private static final Environment USUAL = environment(
            Stack.DOTNET,
            Approval.SELF,
            LicenseInstallation.MANUAL,
            Republish.SERVICE_CENTER,
            new TrafficSwitch.None(),
            Environment.RabbitMqPlacement.NONE,
            Environment.ControllerStart.WITH_CONFIGURATION,
            AllContent.TRUSTED);
    private Environment environment = USUAL;

    // Service Center
    boolean licenseValid;
    boolean licenseReadable = true;
    boolean serviceCenterAnswers = true;
    /** What Service Center gives as its serial number; null: that of the Controller's server. */
    @Nullable String serviceCenterSerial;

    /** Whom nothing but its fence contacts; open unless a test closes it. */
    ContactGate gate = (environmentId, serverId, step) -> Optional.empty();
    /** What happens to the next commands that change something, in their order. */
    Faults faults = (server, action) -> Fault.NONE;
    /** Told after each command that has changed something. */
    Runnable onChange = () -> {};

    /** What can happen to a command. */
    enum Fault {
        NONE,
        /** The server dies before the command has an effect, or after it. */
        DIES_BEFORE,
        DIES_AFTER,
        /** The connection is lost, and the server lives on. */
        LOST_BEFORE,
        LOST_AFTER,
        REFUSED;

        boolean hasEffect() {
            return this == NONE || this == DIES_AFTER || this == LOST_AFTER;
        }

        boolean kills() {
            return this == DIES_BEFORE || this == DIES_AFTER;
        }
    }

    /** Decides what happens to a command. */
    interface Faults {
        Fault next(String serverId, String action);
    }

    final List<String> complaints = new ArrayList<>();
    Runnable onPublicationRead = () -> {};
    java.util.function.Consumer<String> onPublicationStart = name -> {};
    Outcome installation = new Outcome.Changed("installed");
    boolean solutionExists = true;
    /** So many looks for a solution meet a Service Center that restarts. */
    int solutionBusy;

    /** The next starts of a publication end like this, before {@link #publicationStart}. */
    final List<ServiceCenter.PublicationStart> publicationStarts = new ArrayList<>();

    ServiceCenter.PublicationStart publicationStart = new ServiceCenter.PublicationStart.Started(7);
    final List<ServiceCenter.PublicationReading> publication = new ArrayList<>();

    FakeFarm() {
        reset();
    }

    /** The usual environment, whatever another class of tests has left, as at the beginning of a test. */
    void usual() {
        environment = USUAL;
        reset();
    }

    /** The farm as it is at the beginning of every test. */
    void reset() {
        done.clear();
        servers.clear();
        for (Server server : environment.servers()) {
            servers.put(server.id(), new FakeServer(server, "blue".equals(server.group())));
        }
        server("fe1").set(PlatformService.CONTROLLER, StartType.AUTOMATIC, ServiceState.INITIALISED);
        licenseValid = false;
        licenseReadable = true;
        serviceCenterAnswers = true;
        serviceCenterSerial = null;
        gate = (environmentId, serverId, step) -> Optional.empty();
        faults = (server, action) -> Fault.NONE;
        onChange = () -> {};
        rehearsalRefuses = null;
        complaints.clear();
        onPublicationRead = () -> {};
        onPublicationStart = name -> {};
        publicationStarts.clear();
        solutionBusy = 0;
        installation = new Outcome.Changed("installed");
        solutionExists = true;
        publicationStart = new ServiceCenter.PublicationStart.Started(7);
        publication.clear();
        publication.add(new ServiceCenter.PublicationReading(
                ServiceCenter.PublicationState.SUCCEEDED, 9, 0, 0, "Publish finished"));
    }

    void configure(Environment changed) {
        environment = changed;
        reset();
    }

    List<String> done() {
        return List.copyOf(done);
    }

    FakeServer server(String id) {
        FakeServer server = servers.get(id);
        if (server == null) {
            throw new IllegalArgumentException(id);
        }
        return server;
    }

    static Environment environment(
            Stack stack,
            Approval approval,
            LicenseInstallation license,
            Republish republish,
            TrafficSwitch traffic,
            Environment.RabbitMqPlacement rabbitMq,
            Environment.ControllerStart controllerStart,
            AllContent allContent) {
        return new Environment(
                ID,
                "Production",
                stack,
                controllerStart,
                rabbitMq,
                null,
                new Environment.Approvals(approval, approval),
                traffic,
                license,
                republish,
                allContent,
                Environment.ApplyConfiguration.UPGRADE_INSTALL,
                new Environment.ServiceCenterEndpoint("http://10.0.0.11/ServiceCenter", "sc", "All_Components"),
                List.of(
                        server("fe1", "blue", 11),
                        server("fe2", "blue", 12),
                        server("fe3", "green", 13),
                        server("fe4", "green", 14)),
                Map.of());
    }

    /** The same, with one server in another group. */
    static Environment withGroup(Environment of, String id, String group) {
        return new Environment(
                of.id(),
                of.name(),
                of.stack(),
                of.controllerStart(),
                of.rabbitMq(),
                of.recoveryTimeTarget(),
                of.approval(),
                of.trafficSwitch(),
                of.licenseInstallation(),
                of.republish(),
                of.allContent(),
                of.applyConfiguration(),
                of.serviceCenter(),
                of.servers().stream()
                        .map(s -> s.id().equals(id)
                                ? new Server(s.id(), s.address(), group, s.canBeController(), s.ssh())
                                : s)
                        .toList(),
                of.overrides());
    }

    /** The same, with another approval in each mode. */
    static Environment withApproval(Environment of, Approval planned, Approval emergency) {
        return new Environment(
                of.id(),
                of.name(),
                of.stack(),
                of.controllerStart(),
                of.rabbitMq(),
                of.recoveryTimeTarget(),
                new Environment.Approvals(planned, emergency),
                of.trafficSwitch(),
                of.licenseInstallation(),
                of.republish(),
                of.allContent(),
                of.applyConfiguration(),
                of.serviceCenter(),
                of.servers(),
                of.overrides());
    }

    /** What a rehearsal's own checks find: this action ("stop", "begin", "publishRunningVersion") is always refused. */
    @Nullable String rehearsalRefuses;

    private static Server server(String id, String group, int number) {
        String address = "10.0.0." + number;
        return new Server(
                id,
                address,
                group,
                !"fe4".equals(id),
                new SshEndpoint(address, 22, "failover", "ssh", "SHA256:x", null, Elevation.NONE, null));
    }

    @Override
    public List<Environment> all() {
        return List.of(environment);
    }

    @Override
    public PlatformServer on(Environment environment, Server server, RunStep step) {
        Optional<String> refused = gate.refusal(environment.id(), server.id(), step);
        if (refused.isPresent()) {
            return refusing(server, refused.get());
        }
        return step.rehearsal() ? rehearsing(PlatformServer.class, server(server.id())) : server(server.id());
    }

    /** What the real gate does where a server may not be contacted. */
    private static PlatformServer refusing(Server server, String why) {
        return PlatformServer.class.cast(java.lang.reflect.Proxy.newProxyInstance(
                PlatformServer.class.getClassLoader(),
                new Class<?>[] {PlatformServer.class},
                (proxy, method, arguments) -> {
                    Outcome refused = new Outcome.Refused(RefusalCode.SERVER_UNREACHABLE, why);
                    if (method.getReturnType() == Outcome.class) {
                        return refused;
                    } else if (method.getReturnType() == Progress.class) {
                        return new Progress.Ended(refused);
                    } else if (method.getReturnType() == ServerReading.class) {
                        return ServerReading.unreachable(
                                server.id(), Instant.now(), RefusalCode.SERVER_UNREACHABLE, why);
                    } else if (method.getReturnType() == Verdict.class) {
                        return new Verdict.Refused(RefusalCode.SERVER_UNREACHABLE, why);
                    } else if (method.getReturnType() == List.class) {
                        return List.of();
                    } else if (method.getReturnType() == Reachability.class) {
                        return new Reachability.Unknown(why);
                    } else if (method.getReturnType() == Server.class) {
                        return server;
                    }
                    throw new IllegalStateException(method.toString());
                }));
    }

    /** What changes something is listed and not done: every call that answers an outcome. */
    private <T> T rehearsing(Class<T> type, T real) {
        return type.cast(java.lang.reflect.Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    boolean refused = method.getName().equals(rehearsalRefuses);
                    Outcome rehearsed = refused
                            ? new Outcome.Refused(RefusalCode.COMMAND_FAILED, "it would not " + method.getName())
                            : new Outcome.Rehearsed("would " + method.getName());
                    if (method.getReturnType() == Outcome.class) {
                        return rehearsed;
                    } else if (method.getReturnType() == Progress.class) {
                        return new Progress.Ended(rehearsed);
                    } else if (method.getReturnType() == ServiceCenter.PublicationStart.class) {
                        return refused
                                ? new ServiceCenter.PublicationStart.Refused("it would not publish")
                                : new ServiceCenter.PublicationStart.Rehearsed();
                    }
                    return method.invoke(real, arguments);
                }));
    }

    @Override
    public ServiceCenter of(Environment environment, Server controller, RunStep step) {
        ServiceCenter real = new FakeServiceCenter(controller);
        return step.rehearsal() ? rehearsing(ServiceCenter.class, real) : real;
    }

    @Override
    public ServiceCenter at(Environment environment, Server server, RunStep step) {
        return servers.values().stream()
                .filter(s -> s.read().service(PlatformService.CONTROLLER).startType() == StartType.AUTOMATIC)
                .map(s -> new FakeServiceCenter(s.server()))
                .findFirst()
                .orElseGet(() -> new FakeServiceCenter(server));
    }

    /** One server; each action can be told to fail. */
    final class FakeServer implements PlatformServer {
        private final Server server;
        private final Map<PlatformService, ServiceReading> services = new EnumMap<>(PlatformService.class);
        private final Map<String, List<Outcome>> nextOutcomes = new LinkedHashMap<>();
        private final Map<String, List<Progress>> underWay = new LinkedHashMap<>();
        private final Map<String, Progress> unseenAtFirst = new LinkedHashMap<>();
        private final Map<String, Outcome> ends = new LinkedHashMap<>();
        boolean reachable = true;
        Verdict mayChange = Verdict.allowed("it may");
        Verdict mayRunJobs = Verdict.allowed("it may");

        @Nullable String serialNumber;

        String controllerAddress = "10.0.0.11";

        /** After its configuration was applied, its Deployment Service says this and does not initialise. */
        @Nullable String neverInitialises;

        FakeServer(Server server, boolean active) {
            this.server = server;
            this.serialNumber = "SN-" + server.id();
            set(PlatformService.CONTROLLER, StartType.DISABLED, ServiceState.STOPPED);
            set(PlatformService.DEPLOYER, StartType.AUTOMATIC, ServiceState.INITIALISED);
            set(
                    PlatformService.SCHEDULER,
                    active ? StartType.AUTOMATIC : StartType.DISABLED,
                    active ? ServiceState.INITIALISED : ServiceState.STOPPED);
        }

        void set(PlatformService service, StartType startType, ServiceState state) {
            services.put(service, new ServiceReading(service, startType, state, ""));
        }

        /** The next call of this action ("stop SCHEDULER") ends like this instead of doing anything. */
        void next(String action, Outcome outcome) {
            nextOutcomes.computeIfAbsent(action, a -> new ArrayList<>()).add(outcome);
        }

        private Outcome act(String action, Supplier<String> change) {
            done.add(server.id() + " " + action);
            if (!reachable) {
                return new Outcome.Refused(RefusalCode.SERVER_UNREACHABLE, server.id() + " does not answer");
            }
            List<Outcome> told = nextOutcomes.getOrDefault(action, new ArrayList<>());
            if (!told.isEmpty()) {
                return told.remove(0);
            }
            Fault fault = faults.next(server.id(), action);
            String effect = fault.hasEffect() ? change.get() : "nothing was done";
            onChange.run();
            reachable = !fault.kills();
            return switch (fault) {
                case NONE -> new Outcome.Changed(effect);
                case REFUSED -> new Outcome.Refused(RefusalCode.COMMAND_FAILED, action + ": exit code 5");
                default -> new Outcome.Unknown("the connection was lost during: " + action);
            };
        }

        /** It is switched on again: what starts with the server runs. */
        void boot() {
            reachable = true;
            for (PlatformService service : List.copyOf(services.keySet())) {
                boolean starts = services.get(service).startType() == StartType.AUTOMATIC;
                set(
                        service,
                        services.get(service).startType(),
                        starts ? ServiceState.INITIALISED : ServiceState.STOPPED);
            }
        }

        /** What is so there, whether or not it can be read from here. */
        ServiceReading really(PlatformService service) {
            return services.getOrDefault(service, ServiceReading.absent(service));
        }

        @Override
        public Server server() {
            return server;
        }

        @Override
        public ServerReading read() {
            return reachable
                    ? new ServerReading(
                            server.id(),
                            Instant.now(),
                            true,
                            null,
                            null,
                            "11.0",
                            serialNumber,
                            controllerAddress,
                            null,
                            services)
                    : ServerReading.unreachable(
                            server.id(), Instant.now(), RefusalCode.SERVER_UNREACHABLE, "no route to host");
        }

        @Override
        public Verdict mayChange() {
            return mayChange;
        }

        @Override
        public Verdict mayRunJobs() {
            return mayRunJobs;
        }

        @Override
        public List<CheckFinding> check() {
            return List.of(CheckFinding.ok(CheckFinding.Code.REACHABLE, "it answers"));
        }

        @Override
        public Outcome stop(PlatformService service) {
            return act("stop " + service, () -> {
                set(service, really(service).startType(), ServiceState.STOPPED);
                return "stopped";
            });
        }

        @Override
        public Outcome disable(PlatformService service) {
            return act("disable " + service, () -> {
                set(service, StartType.DISABLED, really(service).state());
                return "disabled";
            });
        }

        @Override
        public Outcome setAutomatic(PlatformService service) {
            return act("enable " + service, () -> {
                set(service, StartType.AUTOMATIC, really(service).state());
                return "automatic";
            });
        }

        @Override
        public Outcome start(PlatformService service) {
            return act("start " + service, () -> {
                set(service, really(service).startType(), ServiceState.INITIALISED);
                return "started";
            });
        }

        @Override
        public Progress begin(LongTask task) {
            Outcome outcome = act(name(task), () -> effect(task));
            List<Progress> looks = underWay.get(name(task));
            if (looks == null || !outcome.isSuccess()) {
                return new Progress.Ended(outcome);
            }
            ends.put(name(task), outcome);
            Progress unseen = unseenAtFirst.remove(name(task));
            if (unseen != null) {
                return unseen;
            }
            return new Progress.UnderWay(server.id() + " " + name(task) + ": begun", true);
        }

        @Override
        public Progress lookAt(LongTask task) {
            done.add(server.id() + " look at " + name(task));
            List<Progress> looks = underWay.getOrDefault(name(task), List.of());
            return looks.isEmpty() ? new Progress.Ended(ends.get(name(task))) : looks.remove(0);
        }

        @Override
        public Progress letEnd(LongTask task) {
            return lookAt(task);
        }

        /** The action goes on beyond its beginning, and each of the next looks says this; then it has ended. */
        void takesLong(String action, Progress... looks) {
            underWay.put(action, new ArrayList<>(List.of(looks)));
        }

        /** Whether it was begun is not known, and no look tells: the server says only this. */
        void givesNoSignOfLife(String action, String said) {
            Progress unseen = new Progress.UnderWay(said, false);
            unseenAtFirst.put(action, unseen);
            underWay.put(action, new ArrayList<>(Collections.nCopies(500, unseen)));
        }

        /** What a tool asks here that is past its save. */
        @Nullable ToolQuestion asks;

        @Override
        public Optional<ToolQuestion> question(String job) {
            return Optional.ofNullable(asks).filter(asked -> asked.job().equals(job));
        }

        @Override
        public Outcome answer(ToolQuestion question, String line) {
            done.add(server.id() + " answer '" + line + "' to '" + question.line() + "'");
            asks = null;
            return new Outcome.Changed("answered");
        }

        private String name(LongTask task) {
            if (task instanceof LongTask.WriteControllerAddress write) {
                return "write " + write.controllerAddress()
                        + write.cacheServiceHost().map(h -> " cache " + h).orElse("");
            } else if (task instanceof LongTask.ApplyConfiguration) {
                return "apply";
            }
            return task instanceof LongTask.InstallServiceCenter ? "install Service Center" : "create cache service";
        }

        private String effect(LongTask task) {
            if (task instanceof LongTask.WriteControllerAddress write) {
                controllerAddress = write.controllerAddress();
                return "written";
            } else if (task instanceof LongTask.ApplyConfiguration) {
                for (PlatformService service : List.copyOf(services.keySet())) {
                    if (read().service(service).startType() == StartType.AUTOMATIC) {
                        set(service, StartType.AUTOMATIC, ServiceState.INITIALISED);
                    }
                }
                if (neverInitialises != null) {
                    services.put(
                            PlatformService.DEPLOYER,
                            new ServiceReading(
                                    PlatformService.DEPLOYER,
                                    StartType.AUTOMATIC,
                                    ServiceState.RUNNING,
                                    neverInitialises));
                }
                return "restarted";
            }
            return task instanceof LongTask.InstallServiceCenter ? "installed" : "created";
        }

        /** What can't be reached from here, as "CONTROLLER 10.0.0.12". */
        final Set<String> outOfReach = new HashSet<>();

        @Override
        public Reachability reaches(PlatformService service, String host) {
            String what = service + " " + host;
            return outOfReach.contains(what)
                    ? new Reachability.NotReached(what + " can't be reached: refused")
                    : new Reachability.Reached(what + " answers");
        }

        @Override
        public Outcome uploadLicense(byte[] file) {
            done.add(server.id() + " upload licence of " + file.length + " bytes");
            if (installation.isSuccess()) {
                licenseValid = true;
            }
            return installation;
        }

        @Override
        public Outcome runCustomCommand(String command) {
            return act("run " + command, () -> "done");
        }
    }

    private final class FakeServiceCenter implements ServiceCenter {
        private final Server controller;

        FakeServiceCenter(Server controller) {
            this.controller = controller;
        }

        private String serial() {
            return serviceCenterSerial == null ? "SN-" + controller.id() : serviceCenterSerial;
        }

        @Override
        public List<String> readComplaints(int publicationId) {
            return List.copyOf(complaints);
        }

        @Override
        public String url() {
            return "http://" + controller.address() + "/ServiceCenter";
        }

        @Override
        public Health ping() {
            return new Health.Well("running");
        }

        @Override
        public Health readComponents() {
            return new Health.Well("running");
        }

        @Override
        public LoginCheck testLogin() {
            return new LoginCheck.Accepted("accepted");
        }

        @Override
        public PlatformInfo readPlatformInfo() {
            return serviceCenterAnswers
                    ? new PlatformInfo.Answered("11.0", serial())
                    : new PlatformInfo.Unavailable("503");
        }

        @Override
        public LicenseReading readLicense() {
            if (!licenseReadable) {
                return new LicenseReading.Unknown("it does not say");
            }
            return licenseValid
                    ? new LicenseReading.Valid(serial(), "valid")
                    : new LicenseReading.Invalid(serial(), "issued to another serial number");
        }

        @Override
        public Outcome installLicense(byte[] file) {
            done.add("install licence of " + file.length + " bytes");
            if (installation.isSuccess()) {
                licenseValid = true;
            }
            return installation;
        }

        @Override
        public boolean publishesSolutions() {
            return true;
        }

        @Override
        public boolean isPublicationStart(String recordedCommand) {
            return recordedCommand.startsWith("PublishRunning");
        }

        @Override
        public SolutionLookup findSolution(String name) {
            if (solutionBusy-- > 0) {
                return new SolutionLookup.Unknown("HTTP 503: Service Center is not available at the moment", true);
            }
            return solutionExists ? new SolutionLookup.Found(3) : new SolutionLookup.NotFound();
        }

        @Override
        public Outcome createAllSolution(String name) {
            done.add("create solution " + name);
            return new Outcome.Changed("created");
        }

        @Override
        public PublicationStart publishRunningVersion(String name) {
            done.add("publish " + name);
            onPublicationStart.accept(name);
            return publicationStarts.isEmpty() ? publicationStart : publicationStarts.remove(0);
        }

        @Override
        public PublicationReading readPublication(int publicationId, int lastSeenId) {
            onPublicationRead.run();
            return publication.size() > 1 ? publication.remove(0) : publication.get(0);
        }
    }
}
