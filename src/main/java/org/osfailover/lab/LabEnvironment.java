package org.osfailover.lab;

import java.util.List;
import java.util.Optional;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.Stack;

/** An environment of the simulated farm: its servers and its Service Center. */
public final class LabEnvironment {

    private final LabFarm farm;
    private final FarmState.OfEnvironment state;
    private final List<LabServer> servers;
    private final LabServiceCenterState serviceCenter;

    LabEnvironment(LabFarm farm, FarmState.OfEnvironment state) {
        this.farm = farm;
        this.state = state;
        this.servers = state.servers.stream().map(s -> new LabServer(this, s)).toList();
        this.serviceCenter = new LabServiceCenterState(farm, state.serviceCenter);
    }

    public String id() {
        return state.id;
    }

    public String name() {
        return state.name;
    }

    public Stack stack() {
        return state.stack;
    }

    public String version() {
        return state.version;
    }

    public List<LabServer> servers() {
        return servers;
    }

    /** The server of that id. */
    public Optional<LabServer> server(String id) {
        return servers.stream().filter(s -> s.id().equals(id)).findFirst();
    }

    /** The server that the platform knows under this address. */
    public Optional<LabServer> serverAt(String address) {
        return servers.stream().filter(s -> s.address().equals(address)).findFirst();
    }

    /** The server whose Controller is initialised; the first of them, should there be two. */
    public Optional<LabServer> runningController() {
        return servers.stream()
                .filter(s -> s.state(PlatformService.CONTROLLER) == ServiceState.INITIALISED)
                .findFirst();
    }

    /**
     * The serial number of the environment: that of the server on which Service Center was last installed, which is how a
     * move of the Controller changes it.
     */
    public Optional<String> serialNumber() {
        return Optional.ofNullable(serviceCenter.installedOn())
                .flatMap(this::server)
                .map(LabServer::serialNumber);
    }

    public LabServiceCenterState serviceCenter() {
        return serviceCenter;
    }

    /** The port on which Service Center listens on every server's address; 0 until one is chosen. */
    public int serviceCenterPort() {
        return farm.reading(() -> state.serviceCenterPort);
    }

    /** Keeps the port, so that a restarted farm is found where it was. */
    public void serviceCenterPort(int port) {
        farm.changing(() -> state.serviceCenterPort = port);
    }

    public LabFarm farm() {
        return farm;
    }

    @Override
    public String toString() {
        return state.id;
    }
}
