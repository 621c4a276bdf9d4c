package org.osfailover.engine;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Creates the users of {@code failover.users}, where they are missing. None is configured outside the demo. */
@Component
@Order(20)
@EnableConfigurationProperties(ConfiguredUsers.Users.class)
class ConfiguredUsers implements ApplicationRunner {

    private final ProcessEngine engine;
    private final Users configured;

    ConfiguredUsers(ProcessEngine engine, Users configured) {
        this.engine = engine;
        this.configured = configured;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        IdentityService identities = engine.getIdentityService();
        configured.users().forEach((id, entry) -> {
            if (identities.createUserQuery().userId(id).count() > 0) {
                return;
            }
            User user = identities.newUser(id);
            user.setFirstName(id);
            user.setLastName("");
            user.setPassword(entry.password());
            identities.saveUser(user);
            for (String group : entry.groups()) {
                identities.createMembership(id, group);
            }
        });
    }

    /**
     * What is configured.
     *
     * @param users by id
     */
    @ConfigurationProperties("failover")
    record Users(Map<String, Entry> users) {
        Users {
            users = users == null ? Map.of() : Map.copyOf(users);
        }

        record Entry(String password, List<String> groups) {
            Entry {
                groups = groups == null ? List.of() : List.copyOf(groups);
            }

            @Override
            public String toString() {
                return "Entry[groups=" + groups + "]";
            }
        }
    }
}
