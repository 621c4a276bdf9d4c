package org.osfailover.procedure.republishapplications;

import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Server;

/** Which servers of an environment a text of the platform names, by whichever of their names. */
final class NamedServers {

    /** A host name or an address as a word of its own; an IPv6 address may stand in brackets. */
    private static final Pattern WORD =
            Pattern.compile("\\[[0-9A-Fa-f:.%]+\\]|[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_.:%-]*[\\p{L}\\p{N}_])?");

    private static final Pattern PORT = Pattern.compile("(?<host>[^:]+):\\d{1,5}");

    /** A short name of letters alone may be any word: "controller" of "controller.example". */
    private static final Pattern TELLING = Pattern.compile(".*[\\d_.:-].*");

    private NamedServers() {}

    static Set<Server> in(String text, Environment environment) {
        return WORD.matcher(text)
                .results()
                .map(MatchResult::group)
                .flatMap(word -> meant(word, environment).stream())
                .collect(Collectors.toSet());
    }

    private static Optional<Server> meant(String word, Environment environment) {
        var withPort = PORT.matcher(word);
        String name = withPort.matches() ? withPort.group("host") : word;
        return environment.servers().stream()
                .filter(server -> isItsOwn(name, server))
                .findFirst()
                .or(() -> TELLING.matcher(name).matches() ? environment.serverNamed(name) : Optional.empty());
    }

    private static boolean isItsOwn(String name, Server server) {
        return name.equalsIgnoreCase(server.id())
                || name.equalsIgnoreCase(server.address())
                || server.aliases().stream().anyMatch(name::equalsIgnoreCase);
    }
}
