package org.osfailover.lab.servicecenter;

import java.io.IOException;
import java.util.List;
import org.osfailover.farm.Stack;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabServer;

/**
 * What a server's web server answers for Service Center. Every server of the environment serves it, once it was installed
 * on one; the web server does not need the platform's services.
 */
final class ServiceCenterSite {

    private final LabEnvironment environment;
    private final ServiceCenterFaults faults;
    private final List<SoapEndpoint> endpoints;

    ServiceCenterSite(LabEnvironment environment, Login login, ServiceCenterFaults faults) {
        this.environment = environment;
        this.faults = faults;
        Factory factory = new Factory(environment, faults);
        this.endpoints = List.of(
                new SoapEndpoint(new OutSystemsPlatformService(environment, login), faults),
                new SoapEndpoint(new SolutionsService(environment, login, factory, faults), faults),
                new SoapEndpoint(new ServiceStudioService(environment, login, factory), faults));
    }

    void handle(WebRequest request, LabServer server) throws IOException, InterruptedException {
        if (!server.isPoweredOn() || server.faults().isCutOff()) {
            request.hangUp();
            return;
        }
        environment.farm().clock().pause(faults.delay());
        if (faults.isErrorPage()) {
            request.answerPage(503, "Service Unavailable", "HTTP Error 503. The service is unavailable.");
        } else if (environment.serviceCenter().installedOn() == null) {
            notFound(request);
        } else {
            route(request, server);
        }
    }

    private void route(WebRequest request, LabServer server) throws IOException {
        String path = request.path();
        switch (path) {
            case "/servicecenter", "/servicecenter/" ->
                request.answerPage(200, "Service Center (simulation)", environment.name() + ", " + server.address());
            case "/servicecenter/_ping.html" -> ping(request);
            case "/servicecenter/_ping.aspx" -> pingOf(Stack.DOTNET, request);
            case "/servicecenter/_ping.jsf" -> pingOf(Stack.JAVA, request);
            case "/server.api/v1/health", "/server.identity/v1/health" -> health(request);
            default -> {
                for (SoapEndpoint endpoint : endpoints) {
                    if (endpoint.path().equals(path)) {
                        endpoint.handle(request, server);
                        return;
                    }
                }
                notFound(request);
            }
        }
    }

    private void pingOf(Stack stack, WebRequest request) throws IOException {
        if (environment.stack() == stack) {
            ping(request);
        } else {
            notFound(request);
        }
    }

    private static void ping(WebRequest request) throws IOException {
        request.answer(
                200,
                "text/html",
                "<!DOCTYPE html><html><body><p id=\"simulation\">OutSystems Platform Server is running</p></body></html>");
    }

    /** Server.API and Server.Identity came with the platform's version 11, which there is on .NET alone. */
    private void health(WebRequest request) throws IOException {
        if (environment.stack() == Stack.JAVA) {
            notFound(request);
        } else if (faults.isUnhealthy()) {
            request.answerPage(500, "Internal Server Error", "The application could not be started.");
        } else {
            request.answer(200, "application/json", "{\"status\":\"Healthy\"}");
        }
    }

    private static void notFound(WebRequest request) throws IOException {
        request.answerPage(404, "Not Found", "HTTP Error 404. The requested resource is not found.");
    }
}
