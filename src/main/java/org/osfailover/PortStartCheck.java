package org.osfailover;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.StartCheck;
import org.osfailover.farm.StartProblem;
import org.springframework.core.env.PropertyResolver;

/** The port that browsers come to is free, and the address is one of this machine. */
final class PortStartCheck implements StartCheck {

    private static final String ADDRESS = "server.address";
    private static final String PORT = "server.port";

    private final PropertyResolver settings;

    PortStartCheck(org.springframework.core.env.Environment settings) {
        this.settings = settings;
    }

    @Override
    public List<StartProblem> problems(List<Environment> environments) {
        String named = settings.getProperty(PORT, "8080");
        if (!named.matches("-?\\d{1,5}") || Integer.parseInt(named) > 65535) {
            return List.of(new StartProblem(
                    PORT + " is '" + named + "', which is no port.", "Set it to a number up to 65535: 8080."));
        }
        int port = Integer.parseInt(named);
        return port <= 0 ? List.of() : tried(port, settings.getProperty(ADDRESS));
    }

    private static List<StartProblem> tried(int port, @Nullable String address) {
        try (ServerSocket socket = new ServerSocket()) {
            InetAddress local = address == null || address.isBlank() ? null : InetAddress.getByName(address);
            socket.setReuseAddress(true);
            socket.bind(local == null ? new InetSocketAddress(port) : new InetSocketAddress(local, port));
            return List.of();
        } catch (UnknownHostException e) {
            return List.of(notHere(address));
        } catch (BindException e) {
            String said = String.valueOf(e.getMessage());
            return List.of(
                    said.contains("assign")
                            ? notHere(address)
                            : new StartProblem(
                                    "Port " + port + " can't be listened on: " + said + ".",
                                    "End what uses it (this program, started twice?), or set " + PORT
                                            + " to another one."));
        } catch (IOException e) {
            return List.of(new StartProblem(
                    "Port " + port + " can't be listened on: " + e.getMessage() + ".",
                    "Set " + PORT + " to another one; those below 1024 need a right of their own."));
        }
    }

    private static StartProblem notHere(@Nullable String address) {
        return new StartProblem(
                ADDRESS + " is '" + address + "', which is no address of this machine.",
                "Set it to one of its addresses, or leave it out to listen on all of them.");
    }
}
