package org.osfailover.procedure.republishapplications;

import java.util.List;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Server;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenter.PublicationReading;
import org.osfailover.servicecenter.ServiceCenter.PublicationState;
import org.springframework.stereotype.Component;

/** Reads what the publication says: going on, ended well, or not; its warnings and errors are kept with the run. */
@Component("readPublicationDelegate")
class ReadPublicationDelegate implements JavaDelegate {

    /** Of a publication's warnings and errors: those that the run's events keep, and those that a decision shows. */
    private static final int MOST_KEPT = 200;

    private static final int MOST_SHOWN = 12;

    private final Steps steps;
    private final PublicationProgress progress;

    ReadPublicationDelegate(Steps steps, PublicationProgress progress) {
        this.steps = steps;
        this.progress = progress;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String controller = RunVariables.NEW_CONTROLLER.from(execution);
        if (steps.isTakenAsGiven(execution, controller, "how the publication goes on, until it has ended")) {
            RepublishVariables.PUBLICATION_ENDED.on(execution).set(true);
            return;
        }
        int publication = RepublishVariables.PUBLICATION_ID.from(execution);
        ServiceCenter serviceCenter = steps.serviceCenter(execution, controller);
        PublicationReading read =
                serviceCenter.readPublication(publication, RepublishVariables.LAST_MESSAGE_ID.from(execution));
        boolean silent = progress.isSilent(execution, read);
        boolean succeeded =
                read.state() == PublicationState.SUCCEEDED || read.state() == PublicationState.SUCCEEDED_WITH_WARNINGS;
        RepublishVariables.PUBLICATION_ENDED.on(execution).set(succeeded && read.errors() == 0);
        if (read.state() == PublicationState.FAILED || (succeeded && read.errors() > 0)) {
            throw endedWithErrors(execution, serviceCenter, read);
        } else if (succeeded) {
            RepublishVariables.PUBLICATION_UNDER_WAY.on(execution).set(false);
            keep(execution, read.warnings() > 0 ? serviceCenter.readComplaints(publication) : List.of());
            steps.note(
                    execution,
                    controller,
                    "Publication " + publication + " ended, " + read.warnings() + " warning(s): " + read.sentence());
        } else if (silent) {
            throw silent(execution, serviceCenter, read);
        }
    }

    private BpmnError endedWithErrors(
            DelegateExecution execution, ServiceCenter serviceCenter, PublicationReading read) {
        int publication = RepublishVariables.PUBLICATION_ID.from(execution);
        List<String> complaints = serviceCenter.readComplaints(publication);
        RepublishVariables.PUBLICATION_UNDER_WAY.on(execution).set(false);
        RepublishVariables.PUBLICATIONS_FAILED
                .on(execution)
                .set(RepublishVariables.PUBLICATIONS_FAILED.optional(execution).orElse(0) + 1);
        keep(execution, complaints);
        return steps.failed(
                execution,
                null,
                RefusalCode.PUBLICATION_FAILED,
                "Publication " + publication + " of " + RepublishVariables.SOLUTION_NAME.from(execution)
                        + " ended with " + read.errors() + " error(s) and " + read.warnings() + " warning(s). Last: "
                        + read.sentence() + shown(complaints)
                        + "\nThe whole is in Service Center, Factory, Solutions (" + serviceCenter.url()
                        + "). RETRY publishes again; SKIP accepts it as it is, or as you have repaired it there.");
    }

    private BpmnError silent(DelegateExecution execution, ServiceCenter serviceCenter, PublicationReading read) {
        int publication = RepublishVariables.PUBLICATION_ID.from(execution);
        List<String> complaints = serviceCenter.readComplaints(publication);
        keep(execution, complaints);
        return steps.failed(
                execution,
                null,
                RefusalCode.OUTCOME_UNKNOWN,
                "Publication " + publication + " of " + RepublishVariables.SOLUTION_NAME.from(execution)
                        + " has said nothing new for " + progress.silence().toMinutes()
                        + " minutes, and nothing that is known to mean its end. Last: " + read.sentence()
                        + shown(complaints) + "\nLook at it in Service Center, Factory, Solutions ("
                        + serviceCenter.url()
                        + "). RETRY waits for it again and starts nothing; SKIP accepts it, where you saw it end well.");
    }

    private void keep(DelegateExecution execution, List<String> complaints) {
        int publication = RepublishVariables.PUBLICATION_ID.from(execution);
        String controller = RunVariables.NEW_CONTROLLER.from(execution);
        nameServers(execution, publication, complaints);
        complaints.stream()
                .limit(MOST_KEPT)
                .forEach(complaint ->
                        steps.note(execution, controller, "Publication " + publication + ", " + complaint));
        if (complaints.size() > MOST_KEPT) {
            steps.note(
                    execution,
                    controller,
                    "Publication " + publication + " has " + (complaints.size() - MOST_KEPT)
                            + " more warnings and errors: see Service Center");
        }
    }

    /** A server that a publication complains of may not have the new versions: somebody has to see to it. */
    private void nameServers(DelegateExecution execution, int publication, List<String> complaints) {
        Environment environment = steps.environment(execution);
        for (Server server : environment.servers()) {
            List<String> about = complaints.stream()
                    .filter(complaint -> NamedServers.in(complaint, environment).contains(server))
                    .toList();
            if (!about.isEmpty()) {
                steps.deviation(
                        execution,
                        server.id(),
                        "Publication " + publication + " complains of this server (" + about.size()
                                + " message(s)), so it may not have the new versions. Look at its Deployment Service,"
                                + " and publish again when it runs. First: " + about.get(0));
            }
        }
    }

    private static String shown(List<String> complaints) {
        String shown = complaints.stream()
                .limit(MOST_SHOWN)
                .map(complaint -> "\n- " + complaint)
                .collect(Collectors.joining());
        return complaints.size() > MOST_SHOWN
                ? shown + "\n- and " + (complaints.size() - MOST_SHOWN) + " more: see the run's events"
                : shown;
    }
}
