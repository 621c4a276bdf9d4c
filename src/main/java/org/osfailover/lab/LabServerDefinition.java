package org.osfailover.lab;

import org.jspecify.annotations.Nullable;

/**
 * A server as it is first set up.
 *
 * @param address how the platform's servers know it: a loopback address of its own
 * @param group its group in the inventory; null for a server that is only a Controller
 * @param frontEnd whether it runs Deployment and Scheduler; false on a server that is only a Controller
 * @param active whether its Scheduler runs
 */
public record LabServerDefinition(
        String id, String address, @Nullable String group, boolean frontEnd, boolean active) {

    public static LabServerDefinition active(String id, String address, String group) {
        return new LabServerDefinition(id, address, group, true, true);
    }

    public static LabServerDefinition passive(String id, String address, String group) {
        return new LabServerDefinition(id, address, group, true, false);
    }

    public static LabServerDefinition onlyController(String id, String address) {
        return new LabServerDefinition(id, address, null, false, false);
    }
}
