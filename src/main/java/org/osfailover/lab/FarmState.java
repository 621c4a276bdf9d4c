package org.osfailover.lab;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Stack;
import org.osfailover.farm.StartType;

/** Everything the farm must still know after a restart, in the shape in which it lies on disk. Guarded by the farm. */
final class FarmState {

    String sshUser = "failover";
    String sshPassword = "";
    String serviceCenterUser = "admin";
    String serviceCenterPassword = "";
    List<OfEnvironment> environments = new ArrayList<>();

    static final class OfEnvironment {
        String id = "";
        String name = "";
        Stack stack = Stack.JAVA;
        String version = "";
        int serviceCenterPort;
        OfServiceCenter serviceCenter = new OfServiceCenter();
        List<OfServer> servers = new ArrayList<>();

        /** Takes over what may have changed since the environment was set up. The serial numbers stay the servers' own. */
        void becomes(OfEnvironment other) {
            serviceCenter.becomes(other.serviceCenter);
            for (OfServer server : servers) {
                for (OfServer fresh : other.servers) {
                    if (fresh.id.equals(server.id)) {
                        server.becomes(fresh);
                    }
                }
                if (server.id.equals(serviceCenter.installedOn)) {
                    serviceCenter.licenseSerial = server.serialNumber;
                    serviceCenter.registeredSerials = new ArrayList<>(List.of(server.serialNumber));
                }
            }
        }
    }

    static final class OfServiceCenter {
        @Nullable String installedOn;

        @Nullable String licenseSerial;

        int nextId = 100;
        Map<String, Integer> solutions = new TreeMap<>();
        List<LabServiceCenterState.Publication> publications = new ArrayList<>();
        List<String> registeredSerials = new ArrayList<>();
        List<String> releasedSerials = new ArrayList<>();

        /** Takes over everything of another one. */
        void becomes(OfServiceCenter other) {
            installedOn = other.installedOn;
            licenseSerial = other.licenseSerial;
            nextId = other.nextId;
            solutions = other.solutions;
            publications = other.publications;
            registeredSerials = other.registeredSerials;
            releasedSerials = other.releasedSerials;
        }
    }

    static final class OfServer {
        String id = "";
        String address = "";

        @Nullable String group;

        String serialNumber = "";
        String version = "";
        int sshPort;
        byte[] hostKeyPrivate = new byte[0];
        byte[] hostKeyPublic = new byte[0];
        boolean poweredOn = true;
        int nextProcessId = 1000;

        /** The Controller's address that the Configuration Tool last brought into force. */
        String appliedController = "";

        Map<PlatformService, OfService> services = new EnumMap<>(PlatformService.class);
        Map<String, OfFile> files = new TreeMap<>();
        Map<String, String> markers = new TreeMap<>();
        List<LabEvent> events = new ArrayList<>();
        List<LabJob> jobs = new ArrayList<>();

        /** Takes over what may have changed since the server was set up; who it is (keys, port, serial number) stays. */
        void becomes(OfServer other) {
            version = other.version;
            poweredOn = other.poweredOn;
            appliedController = other.appliedController;
            services = other.services;
            files = other.files;
            markers = other.markers;
            events = other.events;
            jobs = other.jobs;
        }
    }

    static final class OfService {
        StartType startType = StartType.AUTOMATIC;
        boolean wanted;
        Instant changedAt = Instant.EPOCH;
        int processId;

        /** The Controller's address that the process read when it started. */
        String controllerInForce = "";

        @Nullable Instant initialisedAt;

        /** It was told to stop and hangs. */
        boolean stuck;

        /** When the service's own recovery starts it again; null for never. */
        @Nullable Instant revivesAt;

        boolean startReported;

        @Nullable Instant lastFailureReported;
    }

    static final class OfFile {
        byte[] content = new byte[0];
        Instant modifiedAt = Instant.EPOCH;
    }
}
