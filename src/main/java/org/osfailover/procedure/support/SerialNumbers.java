package org.osfailover.procedure.support;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenter.LicenseReading;
import org.osfailover.servicecenter.ServiceCenter.PlatformInfo;
import org.springframework.stereotype.Component;

/** Which serial number an environment has. */
@Component
public class SerialNumbers {

    private final Steps steps;

    SerialNumbers(Steps steps) {
        this.steps = steps;
    }

    /** From Service Center; where it doesn't say, from the Controller's server itself; empty where neither does. */
    public String read(
            DelegateExecution execution, String controller, ServiceCenter serviceCenter, LicenseReading license) {
        if (license instanceof LicenseReading.Valid valid) {
            return valid.serialNumber();
        }
        if (license instanceof LicenseReading.Invalid invalid) {
            return invalid.serialNumber();
        }
        if (serviceCenter.readPlatformInfo() instanceof PlatformInfo.Answered answered) {
            return answered.serialNumber();
        }
        String ofServer = steps.server(execution, controller).read().serialNumber();
        return ofServer == null ? "" : ofServer;
    }

    /** Whether both are known and not the same. */
    public static boolean differ(String one, String other) {
        return !one.isBlank() && !other.isBlank() && !one.strip().equalsIgnoreCase(other.strip());
    }
}
