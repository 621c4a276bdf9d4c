package org.osfailover.platform;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.Stack;
import org.osfailover.remote.RemoteShells;
import org.springframework.stereotype.Component;

/** Platform servers by the stack of their environment. */
@Component
class StackPlatformServers implements PlatformServers {

    private final RemoteShells shells;
    private final Map<Stack, StackAdapter> adapters = new EnumMap<>(Stack.class);

    StackPlatformServers(RemoteShells shells, List<StackAdapter> adapters) {
        this.shells = shells;
        for (StackAdapter adapter : adapters) {
            StackAdapter other = this.adapters.put(adapter.stack(), adapter);
            if (other != null) {
                throw new IllegalStateException("two adapters for the stack " + adapter.stack() + ": "
                        + other.getClass().getName() + ", " + adapter.getClass().getName());
            }
        }
    }

    @Override
    public PlatformServer on(Environment environment, Server server, RunStep step) {
        StackAdapter adapter = adapters.get(environment.stack());
        if (adapter == null) {
            throw new IllegalStateException("no adapter for the stack " + environment.stack());
        }
        return adapter.on(environment, server, shells.on(environment, server, step), step);
    }
}
