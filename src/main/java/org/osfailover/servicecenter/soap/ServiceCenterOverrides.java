package org.osfailover.servicecenter.soap;

import java.util.Optional;
import java.util.Set;
import org.osfailover.farm.inventory.OverrideKeys;
import org.springframework.stereotype.Component;

/** What an environment may override of Service Center. */
@Component
final class ServiceCenterOverrides implements OverrideKeys {

    @Override
    public Set<String> keys() {
        return ServiceCenterSettings.defaults().keySet();
    }

    @Override
    public Optional<String> problem(String key, String value) {
        return ServiceCenterSettings.problem(key, value);
    }
}
