package org.osfailover.servicecenter.osptool;

import java.util.Optional;
import java.util.Set;
import org.osfailover.farm.inventory.OverrideKeys;
import org.springframework.stereotype.Component;

/** What an environment may override of OSPTool. */
@Component
final class OspToolOverrides implements OverrideKeys {

    @Override
    public Set<String> keys() {
        return OspToolSettings.KEYS;
    }

    @Override
    public Optional<String> problem(String key, String value) {
        return OspToolSettings.problem(key, value);
    }
}
