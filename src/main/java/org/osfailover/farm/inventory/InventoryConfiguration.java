package org.osfailover.farm.inventory;

import java.nio.file.Path;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the inventory a bean: the program does not start without a usable one. */
@Configuration(proxyBeanMethods = false)
class InventoryConfiguration {

    @Bean(destroyMethod = "close")
    InventoryFile inventoryFile(
            @Value("${failover.inventory:./environments.yaml}") String file, ObjectProvider<OverrideKeys> overrides) {
        return new InventoryFile(Path.of(file), overrides.stream().toList());
    }
}
