package org.osfailover.remote.ssh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.StartCheck;
import org.osfailover.farm.StartProblem;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.UnusableSecretException;

/**
 * Every private key that is configured for a server or a jump host of the inventory can be read, with its passphrase. No
 * server is contacted: whether it lets us in is what readiness finds out.
 */
final class KeyFilesStartCheck implements StartCheck {

    private final Credentials credentials;

    KeyFilesStartCheck(Credentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public List<StartProblem> problems(List<Environment> environments) {
        Map<String, Hop> firstUses = new LinkedHashMap<>();
        for (Environment environment : environments) {
            environment.servers().forEach(server -> {
                for (Hop hop = Hop.of(server); hop != null; hop = hop.before()) {
                    firstUses.putIfAbsent(hop.endpoint().credentials(), hop);
                }
            });
        }
        List<StartProblem> problems = new ArrayList<>();
        firstUses.forEach((name, hop) -> {
            String problem = problem("failover.credentials." + name, name, hop);
            if (problem != null) {
                problems.add(new StartProblem(
                        problem + ".",
                        "Correct failover.credentials." + name + ", or the file and who may read it (this program's"
                                + " user must)."));
            }
        });
        return problems;
    }

    private @Nullable String problem(String property, String name, Hop hop) {
        try {
            Credentials.Secrets secrets = credentials.find(name);
            String file = secrets == null ? null : secrets.privateKeyFile();
            if (secrets == null || file == null || file.isEmpty()) {
                return null; // what is configured nowhere is a finding of readiness: a server may be left for later
            }
            PrivateKeyFile.read(new SSHClient(new DefaultConfig()), hop, property, file, secrets.passphrase());
            return null;
        } catch (RemoteAccessException | UnusableSecretException e) {
            return e.getMessage();
        }
    }
}
