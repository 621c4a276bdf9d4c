package org.osfailover.lab.servicecenter;

import java.util.List;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.LabServiceCenterState.Publication;

/** Publishing, as the platform allows it: what Service Center does under Factory. */
final class Factory {

    private final LabEnvironment environment;
    private final ServiceCenterFaults faults;

    Factory(LabEnvironment environment, ServiceCenterFaults faults) {
        this.environment = environment;
        this.faults = faults;
    }

    /**
     * Starts the publication of the solution's running version.
     *
     * @param from the server whose Service Center was asked; its configuration says where the Controller is
     */
    Publication publish(String solution, LabServer from) throws SoapFault {
        if (!environment.serviceCenter().solutions().containsKey(solution)) {
            throw SoapFault.server("The solution '" + solution + "' does not exist.");
        }
        requireController(from);
        String problem = new Licensing(environment).problem().orElse("");
        if (!problem.isEmpty()) {
            throw SoapFault.server(problem + " Without a valid license you cannot deploy applications.");
        }
        Publication publication = environment.serviceCenter().publish(solution, faults.outcome());
        faults.begun(publication.id());
        return publication;
    }

    /** What the publication has said so far; nothing where there is none of that number. */
    List<PublicationMessage> messages(int publicationId) {
        return environment
                .serviceCenter()
                .publication(publicationId)
                .map(p -> new PublicationLog(p).until(environment.farm().now(), faults.hangs(publicationId)))
                .orElse(List.of());
    }

    /** Refuses in the words of a refused connection, unless the Controller that the server is configured for answers. */
    void requireController(LabServer from) throws SoapFault {
        requireController(environment, from);
    }

    static void requireController(LabEnvironment environment, LabServer from) throws SoapFault {
        String address = from.controllerAddress();
        boolean answers = environment
                .serverAt(address)
                .filter(LabServer::isPoweredOn)
                .filter(s -> s.state(PlatformService.CONTROLLER) == ServiceState.INITIALISED)
                .isPresent();
        if (!answers) {
            throw SoapFault.server("Unable to contact the Deployment Controller Service. No connection could be made"
                    + " because the target machine actively refused it " + address + ":12000");
        }
    }
}
