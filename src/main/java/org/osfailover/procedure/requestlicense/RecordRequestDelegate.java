package org.osfailover.procedure.requestlicense;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.procedure.support.LicenseVariables;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Writes down what people are asked for, and puts before them what they need for it. */
@Component("recordRequestDelegate")
class RecordRequestDelegate implements JavaDelegate {

    private final Steps steps;
    private final String portal;

    /** @param portal the Licensing Portal's address */
    RecordRequestDelegate(
            Steps steps,
            @Value("${failover.licensing-portal-url:https://www.outsystems.com/licensing}") String portal) {
        this.steps = steps;
        this.portal = portal;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String infrastructure = steps.environment(execution).licensing().infrastructure();
        String serialNumber = LicenseVariables.SERIAL_NUMBER.from(execution);
        LicenseVariables.LICENSING_PORTAL_URL.on(execution).set(portal);
        LicenseVariables.INFRASTRUCTURE.on(execution).set(infrastructure == null ? "" : infrastructure);
        LicenseVariables.LICENSE_FILE_AT_HAND.on(execution).set(false);
        LicenseVariables.REQUESTED_SERIAL_NUMBER.on(execution).set("");
        steps.note(
                execution,
                RunVariables.NEW_CONTROLLER.from(execution),
                "A licence file is asked for, for serial number "
                        + (serialNumber.isEmpty() ? "unknown" : serialNumber)
                        + (LicenseVariables.FREE_UP_NEEDED.from(execution)
                                ? "; the environment is freed up first"
                                : ""));
    }
}
