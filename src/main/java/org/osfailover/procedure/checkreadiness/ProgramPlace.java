package org.osfailover.procedure.checkreadiness;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.Environment;
import org.osfailover.farm.FarmFinding;
import org.osfailover.farm.JumpHost;
import org.osfailover.farm.Server;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Whether this program, its database or a jump host would die together with the servers that it is to fail over. */
@Component
class ProgramPlace {

    private static final Pattern DATABASE_HOST = Pattern.compile("//([^:/?,]+)");

    private final String databaseUrl;

    ProgramPlace(@Value("${spring.datasource.url:}") String databaseUrl) {
        this.databaseUrl = databaseUrl;
    }

    List<FarmFinding> findings(Environment environment) {
        List<FarmFinding> found = new ArrayList<>();
        Set<InetAddress> own = ownAddresses();
        Set<InetAddress> database = databaseHost().map(ProgramPlace::addresses).orElse(Set.of());
        for (Server server : environment.servers()) {
            Set<InetAddress> its = new HashSet<>(addresses(server.ssh().host()));
            its.addAll(addresses(server.address()));
            // loopback is a way to somewhere else (a tunnel, a demo), not a place
            its.removeIf(InetAddress::isLoopbackAddress);
            check(found, server, "This program", its, own);
            check(found, server, "This program's database", its, database);
            for (JumpHost jump = server.ssh().jump();
                    jump != null;
                    jump = jump.ssh().jump()) {
                check(
                        found,
                        server,
                        "The jump host " + jump.id(),
                        its,
                        addresses(jump.ssh().host()));
            }
        }
        return found;
    }

    private static void check(
            List<FarmFinding> found, Server server, String what, Set<InetAddress> its, Set<InetAddress> others) {
        if (its.stream().anyMatch(others::contains)) {
            found.add(new FarmFinding(
                    server.id(),
                    CheckFinding.warning(
                            Code.PROGRAM,
                            what + " runs on this server: it is gone when the server is",
                            "Move it to a machine outside of the environment")));
        }
    }

    private Optional<String> databaseHost() {
        Matcher matcher = DATABASE_HOST.matcher(databaseUrl);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Set<InetAddress> ownAddresses() {
        Set<InetAddress> addresses = new HashSet<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .forEach(addresses::add);
        } catch (SocketException notKnown) {
            return Set.of();
        }
        return addresses;
    }

    private static Set<InetAddress> addresses(String host) {
        try {
            return Set.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException notKnown) {
            return Set.of();
        }
    }
}
