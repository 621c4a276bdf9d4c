package org.osfailover.remote;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The credentials of Spring's configuration, {@code failover.credentials.<name>.*}: environment variables, a config
 * tree, a vault. Looked up at each use, so a changed secret counts from the next login on.
 * What an editor has put around it (a byte order mark, line ends) is taken off.
 */
@Component
final class ConfiguredCredentials implements Credentials {

    private final Environment environment;

    ConfiguredCredentials(Environment environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable Secrets find(String name) {
        if (!name.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException(
                    "'" + name + "' can't be a name of credentials: use small letters, digits and '-'");
        }
        Secrets found = Binder.get(environment)
                .bind("failover.credentials." + name, Bindable.of(Secrets.class))
                .orElse(null);
        if (found == null) {
            return null;
        }
        String property = "failover.credentials." + name;
        return new Secrets(
                SecretText.clean(property + ".username", found.username(), true),
                SecretText.clean(property + ".password", found.password(), false),
                SecretText.clean(property + ".privateKeyFile", found.privateKeyFile(), true),
                SecretText.clean(property + ".passphrase", found.passphrase(), false));
    }
}
