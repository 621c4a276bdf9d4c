package org.osfailover.platform;

import java.util.List;
import java.util.Optional;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.Verdict;

/**
 * A server of the platform one can act on; the same for both stacks. Every changing call probes, acts only where needed
 * and probes again (safety rules 2 and 5): running it twice changes nothing the second time. Nothing here throws for what
 * a server does or doesn't do: it is in the {@link Outcome} or the {@link ServerReading}.
 *
 * <p>Source of the steps: the vendor's "Platform Server failover procedures".
 */
public interface PlatformServer {

    Server server();

    /** Services, version, serial number and the configured Controller's address; only reads. */
    ServerReading read();

    /**
     * Whether the login may do what the procedures need. Runs nothing and changes nothing. Where that can't be told it is
     * allowed: the step itself will tell.
     */
    Verdict mayChange();

    /**
     * Whether the server runs what takes long apart from the session, tried with something harmless that leaves nothing. Where
     * that can't be told it is allowed: the step itself will tell.
     */
    default Verdict mayRunJobs() {
        return Verdict.allowed("its way needs no trial");
    }

    /** Whether the server is ready for the procedures, and what to do where it is not. Only reads. */
    List<CheckFinding> check();

    /** Stops the service and reads back that it has stopped. A service that is not installed is a success. */
    Outcome stop(PlatformService service);

    /** Keeps the service from starting, and reads that back. A service that is not installed is a success. */
    Outcome disable(PlatformService service);

    /** Lets the service start with its server, and reads that back. */
    Outcome setAutomatic(PlatformService service);

    /**
     * Starts the service and reads back that it is running. Whether it has <em>initialised</em> is read by {@link #read}:
     * Deployment and Scheduler may take minutes.
     */
    Outcome start(PlatformService service);

    /**
     * Begins a task that may take long, or finds it under way: it is never begun twice at a time. A failed or lost one is
     * begun anew. One that is under way goes on when this program ends.
     */
    Progress begin(LongTask task);

    /** Looks at a task that was begun; begins nothing. Once it is over, what became of it is read from the server. */
    Progress lookAt(LongTask task);

    /** Looks at a task whose run is being aborted: its command ends and is recorded; nothing is done after it. */
    Progress letEnd(LongTask task);

    /**
     * What the tool asks that runs there as this job and waits for an answer. Empty where it waits for none, has ended, or
     * can't be seen. Only reads.
     */
    default Optional<ToolQuestion> question(String job) {
        return Optional.empty();
    }

    /** Types a person's answer and Enter, once, however often this is called; only where the tool still waits there. */
    default Outcome answer(ToolQuestion question, String line) {
        return new Outcome.Refused(
                RefusalCode.NOT_ELIGIBLE, server().id() + ": no tool asks anything there; nothing was typed");
    }

    /** Runs the customer's own command (traffic switch). */
    Outcome runCustomCommand(String command);

    /** Whether a connection from this server to that service on another is possible; only reads. */
    Reachability reaches(PlatformService service, String host);

    /** The same for every port that the service listens on in the server's version of the platform. */
    default List<Reachability> reachesAll(PlatformService service, String host) {
        return List.of(reaches(service, host));
    }

    /**
     * Installs a licence file by the platform's Configuration Tool, on the Controller; the file is on the server only as long
     * as that takes. A file that the platform refuses is LICENSE_REJECTED with its words. .NET only.
     */
    Outcome uploadLicense(byte[] file);
}
