package org.osfailover.servicecenter.osptool;

import org.osfailover.farm.Environment;
import org.osfailover.farm.Environment.Republish;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.RemoteShells;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenters;
import org.osfailover.servicecenter.soap.SoapServiceCenters;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/** Service Centers as each environment wants them: with OSPTool where it says {@code republish: osp-tool}. */
@Component
@Primary
final class OspToolServiceCenters implements ServiceCenters {

    private final SoapServiceCenters webServices;
    private final RemoteShells shells;
    private final Credentials credentials;

    OspToolServiceCenters(SoapServiceCenters webServices, RemoteShells shells, Credentials credentials) {
        this.webServices = webServices;
        this.shells = shells;
        this.credentials = credentials;
    }

    @Override
    public ServiceCenter of(Environment environment, Server controller, RunStep step) {
        ServiceCenter serviceCenter = webServices.of(environment, controller, step);
        return environment.republish() == Republish.OSP_TOOL
                ? new OspToolServiceCenter(
                        serviceCenter,
                        new OspTool(
                                environment, controller, shells.on(environment, controller, step), step, credentials))
                : serviceCenter;
    }

    @Override
    public ServiceCenter at(Environment environment, Server server, RunStep step) {
        return webServices.at(environment, server, step);
    }
}
