package org.osfailover.procedure.renewlicense;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.servicecenter.ServiceCenter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Where people find Service Center's licensing page. */
@Component
class ServiceCenterPages {

    private final String serviceCenter;

    /**
     * It is configuration.
     *
     * @param serviceCenter a page to link instead of the environment's own Service Center; {@code {environment}} stands
     *     for the environment's id; empty for the environment's own
     */
    ServiceCenterPages(@Value("${failover.service-center-licensing-url:}") String serviceCenter) {
        this.serviceCenter = serviceCenter;
    }

    void offer(DelegateExecution execution, ServiceCenter environmentsOwn) {
        String page = serviceCenter.isBlank()
                ? environmentsOwn.url()
                : serviceCenter.replace("{environment}", RunVariables.ENVIRONMENT.from(execution));
        RenewLicenseVariables.SERVICE_CENTER_LICENSING_URL.on(execution).set(page);
    }
}
