package org.osfailover.servicecenter.soap;

import java.net.URI;
import java.util.List;
import org.osfailover.servicecenter.ServiceCenter.PublicationReading;
import org.osfailover.servicecenter.ServiceCenter.PublicationStart;
import org.osfailover.servicecenter.ServiceCenter.PublicationState;
import org.osfailover.servicecenter.soap.ServiceCenterSettings.PublishOperation;
import org.osfailover.servicecenter.soap.ServiceCenterSettings.Service;
import org.osfailover.servicecenter.soap.SoapAnswer.Answered;
import org.osfailover.servicecenter.soap.SoapAnswer.Unclear;

/** Publications of solutions: their start, and what they say. */
final class Publications {

    private final URI url;
    private final ServiceCenterSettings settings;
    private final ServiceCenterCalls calls;

    Publications(URI url, ServiceCenterSettings settings, ServiceCenterCalls calls) {
        this.url = url;
        this.settings = settings;
        this.calls = calls;
    }

    PublicationStart start(String solution) {
        ServiceCenterLogin login = calls.login();
        if (login.problem() != null) {
            return new PublicationStart.Refused(login.problem());
        }
        PublishOperation operation = settings.publishOperation();
        SoapCall call =
                login.into(SoapCall.of(Service.SOLUTIONS, operation.wsdlName())).with("SolutionName", solution);
        if (operation == PublishOperation.RUNNING) {
            call = call.with("PublishSystemApplications", Boolean.toString(settings.publishSystemApplications()))
                    .with("CleanPublish", "false");
        }
        return calls.change(
                login,
                call,
                operation.wsdlName() + " " + solution,
                PublicationStart.Rehearsed::new,
                answer -> started(operation, solution, answer));
    }

    private PublicationStart started(PublishOperation operation, String solution, SoapAnswer answer) {
        if (answer instanceof Answered answered) {
            return SecureXml.number(answered.response(), "SolutionPubId")
                    .<PublicationStart>map(id -> id > 0
                            ? new PublicationStart.Started(id)
                            : new PublicationStart.Refused("Service Center did not start the publication of solution "
                                    + solution + " (it answers id " + id + ")"))
                    .orElseGet(() -> new PublicationStart.Unknown(url + " answers " + operation.wsdlName() + " "
                            + solution
                            + " without a publication's id. Look at Factory, Solutions in Service Center"));
        }
        if (ServiceCenterCalls.isBusy(answer)) {
            return new PublicationStart.NotYet(calls.reason(answer));
        }
        return answer instanceof Unclear
                ? new PublicationStart.Unknown("Whether the publication of solution " + solution
                        + " was started is not known: " + calls.reason(answer)
                        + ". Look at Factory, Solutions in Service Center before it is started again")
                : new PublicationStart.Refused(calls.reason(answer));
    }

    static boolean isStart(String recordedCommand) {
        for (PublishOperation operation : PublishOperation.values()) {
            if (recordedCommand.startsWith(operation.wsdlName() + " ")) {
                return true;
            }
        }
        return false;
    }

    /** When the end is seen, everything is read once more from the beginning, so that the counts are of the whole. */
    PublicationReading read(int publicationId, int lastSeenId) {
        ServiceCenterLogin login = calls.login();
        if (login.problem() != null) {
            return new PublicationReading(PublicationState.UNKNOWN, lastSeenId, 0, 0, login.problem());
        }
        SoapAnswer answer = calls.read(login, messages(login, publicationId, lastSeenId));
        if (!(answer instanceof Answered answered)) {
            return new PublicationReading(
                    PublicationState.UNKNOWN,
                    lastSeenId,
                    0,
                    0,
                    "Publication " + publicationId + " can't be read at the moment: " + calls.reason(answer));
        }
        PublicationMessages said = PublicationMessages.of(answered.response()).after(lastSeenId);
        PublicationReading reading = reading(login, publicationId, lastSeenId, said);
        boolean ended = reading.state() != PublicationState.RUNNING;
        if (!ended || lastSeenId == 0) {
            return reading;
        }
        return calls.read(login, messages(login, publicationId, 0)) instanceof Answered whole
                ? ofWhole(login, publicationId, reading, PublicationMessages.of(whole.response()))
                : reading;
    }

    List<String> complaints(int publicationId) {
        ServiceCenterLogin login = calls.login();
        return login.problem() == null && calls.read(login, messages(login, publicationId, 0)) instanceof Answered whole
                ? new PublicationJudge(settings)
                        .complaints(PublicationMessages.of(whole.response())).stream()
                                .map(login.mask()::mask)
                                .toList()
                : List.of();
    }

    private static SoapCall messages(ServiceCenterLogin login, int publicationId, int lastSeenId) {
        return login.into(SoapCall.of(Service.SOLUTIONS, "GetMessages"))
                .with("SolutionPubId", Integer.toString(publicationId))
                .with("LastSeenId", Integer.toString(lastSeenId));
    }

    private PublicationReading ofWhole(
            ServiceCenterLogin login, int publicationId, PublicationReading news, PublicationMessages whole) {
        PublicationReading all = reading(login, publicationId, news.lastMessageId(), whole);
        return all.state() == PublicationState.RUNNING ? news : all;
    }

    private PublicationReading reading(
            ServiceCenterLogin login, int publicationId, int lastSeenId, PublicationMessages said) {
        String sentence = said.messages().isEmpty()
                ? "Publication " + publicationId + " says nothing new"
                : said.messages().get(said.messages().size() - 1).sentence();
        PublicationJudge judge = new PublicationJudge(settings);
        return new PublicationReading(
                judge.judge(said),
                Math.max(lastSeenId, said.lastId().orElse(lastSeenId)),
                judge.warnings(said),
                judge.errors(said),
                login.mask().mask(sentence));
    }
}
