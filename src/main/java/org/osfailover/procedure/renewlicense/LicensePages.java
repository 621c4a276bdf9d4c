package org.osfailover.procedure.renewlicense;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.servicecenter.ServiceCenter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Where people find the Licensing Portal and Service Center's licensing page. */
@Component
class LicensePages {

    private final String portal;
    private final String serviceCenter;

    /**
     * Both are configuration.
     *
     * @param portal the Licensing Portal's address
     * @param serviceCenter a page to link instead of the environment's own Service Center; {@code {environment}} stands
     *     for the environment's id; empty for the environment's own
     */
    LicensePages(
            @Value("${failover.licensing-portal-url:https://www.outsystems.com/licensing}") String portal,
            @Value("${failover.service-center-licensing-url:}") String serviceCenter) {
        this.portal = portal;
        this.serviceCenter = serviceCenter;
    }

    void offer(DelegateExecution execution, ServiceCenter environmentsOwn) {
        String page = serviceCenter.isBlank()
                ? environmentsOwn.url()
                : serviceCenter.replace("{environment}", RunVariables.ENVIRONMENT.from(execution));
        RenewLicenseVariables.LICENSING_PORTAL_URL.on(execution).set(portal);
        RenewLicenseVariables.SERVICE_CENTER_LICENSING_URL.on(execution).set(page);
    }
}
