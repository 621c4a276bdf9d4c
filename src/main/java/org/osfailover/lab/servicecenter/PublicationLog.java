package org.osfailover.lab.servicecenter;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.osfailover.lab.LabServiceCenterState.Publication;
import org.osfailover.lab.LabServiceCenterState.PublicationOutcome;

/**
 * What a publication says, message by message, spread evenly over its duration. Every module is compiled and then
 * deployed; only the last message ends the publication. A message's number is its place, counted from 1.
 */
final class PublicationLog {

    /** The modules that the simulated environments have. */
    static final List<String> MODULES =
            List.of("Customers_CS", "Customers", "Orders_CS", "Orders", "Payments_IS", "BackOffice", "CompanyTheme");

    private final Publication publication;
    private final List<PublicationMessage> messages;

    PublicationLog(Publication publication) {
        this.publication = publication;
        this.messages = said(publication);
    }

    /** The messages up to that moment; a publication that hangs never gets further than halfway. */
    List<PublicationMessage> until(Instant now, boolean hangs) {
        int shown = (int) Math.min(messages.size(), messages.size() * share(now));
        return messages.subList(0, Math.max(1, hangs ? Math.min(shown, messages.size() / 2) : shown));
    }

    private double share(Instant now) {
        Duration elapsed = Duration.between(publication.startedAt(), now);
        long whole = publication.duration().toNanos();
        return whole <= 0 ? 1 : Math.max(0, (double) elapsed.toNanos() / whole);
    }

    private static List<PublicationMessage> said(Publication publication) {
        List<PublicationMessage> said = new ArrayList<>();
        String solution = publication.solution();
        said.add(PublicationMessage.info(
                "PublishStarted", "Publish started.", "Publishing the running version of '" + solution + "'."));
        for (String module : MODULES) {
            said.add(PublicationMessage.info(
                    "CompileFinished", "Compile Finished", "The '" + module + "' eSpace was compiled successfully."));
        }
        if (publication.outcome() == PublicationOutcome.SUCCEEDED_WITH_WARNINGS) {
            said.add(PublicationMessage.warning(
                    "ConsumerOutdated", "Outdated Consumer", "Consumer module 'BackOffice' is outdated."));
        }
        if (publication.outcome() == PublicationOutcome.FAILED) {
            said.add(PublicationMessage.error(
                    "DeployError", "Deployment Error", "The 'Orders' eSpace could not be deployed."));
            said.add(PublicationMessage.error(
                    "ExecutionPlanAbort",
                    "Execution Plan Abort",
                    "The publication of the solution '" + solution + "' was aborted."));
            return said;
        }
        for (String module : MODULES) {
            said.add(PublicationMessage.info(
                    "DeployFinished", "Deploy Finished", "The '" + module + "' eSpace was deployed successfully."));
        }
        said.add(PublicationMessage.info(
                "DeployFinished", "Publish finished.", "The solution '" + solution + "' was published."));
        return said;
    }
}
