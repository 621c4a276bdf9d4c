package org.osfailover.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The simulated farm. Its state lies in a folder, where one is given, and is written after each change: a restarted farm
 * is as it was, with the same ports, host keys, services and files. Without a folder it lives in memory.
 */
public final class LabFarm implements AutoCloseable {

    private final List<LabEnvironmentDefinition> definitions;
    private final FarmState state;
    private final @Nullable FarmFile file;
    private final LabClock clock;
    private final LabTimings timings;
    private final LabOptions options;
    private final List<PublicKey> authorizedKeys;
    private final @Nullable Path powerShell;
    private final ServiceMachine machine;
    private final List<LabEnvironment> environments;
    private final List<LabHost> hosts = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();

    private LabFarm(Builder builder, FarmState state, @Nullable FarmFile file) {
        this.definitions = List.copyOf(builder.definitions);
        this.state = state;
        this.file = file;
        this.clock = builder.clock;
        this.timings = builder.timings;
        this.options = builder.options;
        this.authorizedKeys = List.copyOf(builder.authorizedKeys);
        this.powerShell = builder.powerShell;
        this.machine = new ServiceMachine(timings, options);
        this.environments = state.environments.stream()
                .map(e -> new LabEnvironment(this, e))
                .toList();
    }

    /** A farm of the two environments of the demo, kept in the folder. */
    public static LabFarm demo(Path folder) throws IOException {
        return builder()
                .environment(LabEnvironmentDefinition.demoDotNet())
                .environment(LabEnvironmentDefinition.demoJava())
                .folder(folder)
                .build();
    }

    public static Builder builder() {
        return new Builder();
    }

    public List<LabEnvironment> environments() {
        return environments;
    }

    public Optional<LabEnvironment> environment(String id) {
        return environments.stream().filter(e -> e.id().equals(id)).findFirst();
    }

    /** The server of that id, wherever it is. Fails where there is none. */
    public LabServer server(String id) {
        return environments.stream()
                .flatMap(e -> e.servers().stream())
                .filter(s -> s.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the farm has no server " + id));
    }

    /** Starts every server's SSH server. */
    public void start() throws IOException {
        for (LabEnvironment environment : environments) {
            for (LabServer server : environment.servers()) {
                SshHost host = new SshHost(server);
                hosts.add(host);
                host.start();
                server.host(host);
            }
        }
    }

    /**
     * Makes everything as it was when the farm was set up: power, services, files, Service Centers, licences; and nothing
     * is wrong with any server. Addresses, ports, host keys, passwords and serial numbers stay, so that the inventory
     * stays true.
     */
    public void reset() {
        environments.forEach(e -> e.servers().forEach(LabServer::cancelJobs));
        FarmState fresh = NewFarm.of(definitions, now(), state.sshPassword);
        changing(() -> {
            state.environments.forEach(now ->
                    fresh.environments.stream().filter(e -> e.id.equals(now.id)).forEach(now::becomes));
            return true;
        });
        environments.forEach(e -> {
            e.serviceCenter().refusingLicenses(false);
            e.servers().forEach(s -> s.faults().clear());
        });
    }

    @Override
    public void close() {
        hosts.forEach(LabHost::close);
        hosts.clear();
    }

    public String sshUser() {
        return state.sshUser;
    }

    public String sshPassword() {
        return state.sshPassword;
    }

    /** Service Center's administrator. */
    public String serviceCenterUser() {
        return state.serviceCenterUser;
    }

    public String serviceCenterPassword() {
        return state.serviceCenterPassword;
    }

    /** The public keys that may log in. */
    public List<PublicKey> authorizedKeys() {
        return authorizedKeys;
    }

    /** A real PowerShell engine that runs the scripts; null where the farm plays them itself. */
    public @Nullable Path powerShell() {
        return powerShell;
    }

    public LabClock clock() {
        return clock;
    }

    public Instant now() {
        return clock.instant();
    }

    public LabTimings timings() {
        return timings;
    }

    public LabOptions options() {
        return options;
    }

    ServiceMachine machine() {
        return machine;
    }

    /** Looks at the state. */
    <T> T reading(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** Looks at an environment as it is now. */
    <T> T settled(LabEnvironment environment, Function<Instant, T> look) {
        lock.lock();
        try {
            Instant now = now();
            machine.settle(environment, now);
            return look.apply(now);
        } finally {
            lock.unlock();
        }
    }

    /** Changes an environment as it is now, and keeps the change. */
    <T> T changing(LabEnvironment environment, Function<Instant, T> change) {
        return changing(() -> {
            Instant now = now();
            machine.settle(environment, now);
            return change.apply(now);
        });
    }

    /** Changes the state and keeps the change. */
    <T> T changing(Supplier<T> change) {
        lock.lock();
        try {
            T answer = change.get();
            if (file != null) {
                file.write(state);
            }
            return answer;
        } finally {
            lock.unlock();
        }
    }

    /** What a farm is made of. */
    public static final class Builder {

        private final List<LabEnvironmentDefinition> definitions = new ArrayList<>();
        private final List<PublicKey> authorizedKeys = new ArrayList<>();
        private LabClock clock = LabClock.system();
        private LabTimings timings = LabTimings.demo();
        private LabOptions options = LabOptions.defaults();
        private @Nullable Path folder;
        private @Nullable String sshPassword;
        private @Nullable Path powerShell;

        private Builder() {}

        public Builder environment(LabEnvironmentDefinition definition) {
            definitions.add(definition);
            return this;
        }

        /** Where the state is kept; what lies there already wins over the definitions. */
        public Builder folder(Path where) {
            this.folder = where;
            return this;
        }

        public Builder clock(LabClock other) {
            this.clock = other;
            return this;
        }

        public Builder timings(LabTimings other) {
            this.timings = other;
            return this;
        }

        public Builder options(LabOptions other) {
            this.options = other;
            return this;
        }

        /** The password of the SSH login; a random one where none is given. */
        public Builder sshPassword(String password) {
            this.sshPassword = password;
            return this;
        }

        public Builder authorizedKey(PublicKey key) {
            authorizedKeys.add(key);
            return this;
        }

        /** Lets a real PowerShell engine run the scripts of the .NET servers. */
        public Builder powerShell(Path executable) {
            this.powerShell = executable;
            return this;
        }

        /** A farm that is set up and not started. */
        public LabFarm build() throws IOException {
            FarmFile file = folder == null ? null : FarmFile.in(folder);
            FarmState known = file == null ? null : file.read();
            FarmState state = known != null ? known : NewFarm.of(definitions, clock.instant(), sshPassword);
            LabFarm farm = new LabFarm(this, state, file);
            if (file != null) {
                file.write(state);
            }
            return farm;
        }
    }
}
