package org.osfailover.farm;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One server of an environment.
 *
 * @param address how the platform's servers know it; what is written as the Controller's location
 * @param aliases other names by which configurations call it; none of another server
 * @param group front-ends of one group are active or passive together; null for a server that is only a Controller
 */
public record Server(
        String id,
        String address,
        List<String> aliases,
        @Nullable String group,
        boolean canBeController,
        SshEndpoint ssh) {

    public Server {
        aliases = List.copyOf(aliases);
    }

    /** One that has no other names. */
    public Server(String id, String address, @Nullable String group, boolean canBeController, SshEndpoint ssh) {
        this(id, address, List.of(), group, canBeController, ssh);
    }

    /** Whether a name in the server's own files means the server itself. */
    public boolean callsItself(String name) {
        HostName said = HostName.of(name);
        return said.isLoopback()
                || Stream.concat(names(), Stream.of(HostName.of(ssh.host())))
                        .anyMatch(own -> own.equals(said) || own.isShortOrLongOf(said));
    }

    /** How the platform's servers may call it: its address and its aliases. */
    public Stream<HostName> names() {
        return Stream.concat(Stream.of(address), aliases.stream()).map(HostName::of);
    }
}
