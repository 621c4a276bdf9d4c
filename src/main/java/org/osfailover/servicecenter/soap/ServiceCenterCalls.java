package org.osfailover.servicecenter.soap;

import java.net.URI;
import java.util.function.Function;
import java.util.function.Supplier;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.remote.CommandLog;
import org.osfailover.remote.Credentials;
import org.osfailover.servicecenter.soap.SoapAnswer.Answered;
import org.osfailover.servicecenter.soap.SoapAnswer.Fault;
import org.osfailover.servicecenter.soap.SoapAnswer.NotProcessed;
import org.osfailover.servicecenter.soap.SoapAnswer.Unclear;

/**
 * The calls of one step to one Service Center: calls that change something are recorded among the run's commands, masked,
 * and not sent in a rehearsal; and the words for what came of a call.
 */
final class ServiceCenterCalls {

    private final Environment environment;
    private final URI url;
    private final RunStep step;
    private final ServiceCenterSettings settings;
    private final SoapClient client;
    private final Credentials credentials;
    private final CommandLog commandLog;
    private final Deadlines deadlines;

    ServiceCenterCalls(
            Environment environment,
            URI url,
            RunStep step,
            ServiceCenterSettings settings,
            SoapClient client,
            Credentials credentials,
            CommandLog commandLog,
            Deadlines deadlines) {
        this.environment = environment;
        this.url = url;
        this.step = step;
        this.settings = settings;
        this.client = client;
        this.credentials = credentials;
        this.commandLog = commandLog;
        this.deadlines = deadlines;
    }

    ServiceCenterLogin login() {
        return ServiceCenterLogin.of(environment.serviceCenter().credentials(), credentials, settings);
    }

    /** A call without a login. */
    SoapAnswer read(SoapCall call) {
        return client.read(call, deadlines.command());
    }

    SoapAnswer read(ServiceCenterLogin login, SoapCall call) {
        return masked(login, read(call));
    }

    /** Records the call and sends it; in a rehearsal it is recorded and not sent. */
    <T> T change(
            ServiceCenterLogin login,
            SoapCall call,
            String shown,
            Supplier<T> rehearsed,
            Function<SoapAnswer, T> result) {
        long record = commandLog.begin(step, environment.id(), url.getHost(), shown, true);
        if (step.rehearsal()) {
            commandLog.end(record, "REHEARSED", null, "");
            return rehearsed.get();
        }
        SoapAnswer answer = masked(login, client.change(call, settings.changingCallTimeout()));
        commandLog.end(record, ending(answer), null, login.mask().mask(shown(answer)));
        return result.apply(answer);
    }

    /** A server's words are not ours: it may repeat what it was sent. */
    private static SoapAnswer masked(ServiceCenterLogin login, SoapAnswer answer) {
        return answer instanceof Fault fault ? new Fault(login.mask().mask(fault.words())) : answer;
    }

    private static String ending(SoapAnswer answer) {
        if (answer instanceof NotProcessed notProcessed) {
            return notProcessed.connected() ? "COMPLETED" : "NOT_CONNECTED";
        }
        if (answer instanceof Unclear unclear) {
            return unclear.ending() == SoapAnswer.Ending.ANSWERED
                    ? "COMPLETED"
                    : unclear.ending().name();
        }
        return "COMPLETED";
    }

    private String shown(SoapAnswer answer) {
        return answer instanceof Answered answered
                ? SoapClient.brief(SecureXml.name(answered.response()) + ": "
                        + answered.response().getTextContent())
                : reason(answer);
    }

    /** What came of a changing call that was not simply answered. */
    Outcome outcome(String what, SoapAnswer answer) {
        if (answer instanceof Unclear unclear) {
            return new Outcome.Unknown("Whether " + what + " was carried out is not known: " + unclear.reason());
        }
        if (isBusy(answer)) {
            return new Outcome.Refused(RefusalCode.SERVICE_CENTER_BUSY, reason(answer));
        }
        return new Outcome.Refused(
                answer instanceof Fault fault && isLoginRefusal(fault.words())
                        ? RefusalCode.AUTHENTICATION_FAILED
                        : RefusalCode.SERVICE_CENTER_UNAVAILABLE,
                reason(answer));
    }

    /** Nothing was done, and what was in the way may pass by itself. */
    static boolean isBusy(SoapAnswer answer) {
        return answer instanceof NotProcessed notProcessed && notProcessed.mayPass();
    }

    boolean isLoginRefusal(String words) {
        return settings.loginRefused().matcher(words).find();
    }

    String loginRefused(String words) {
        return url + " refuses the login: " + SoapClient.brief(words) + ". Check failover.credentials."
                + environment.serviceCenter().credentials()
                + (settings.passwordForm() == ServiceCenterSettings.PasswordForm.PLAIN
                        ? " and how the password is sent (service-center.password)"
                        : "-transformed");
    }

    String reason(SoapAnswer answer) {
        if (answer instanceof Fault fault) {
            return isLoginRefusal(fault.words())
                    ? loginRefused(fault.words())
                    : url + " answers with an error: " + fault.words();
        }
        if (answer instanceof NotProcessed notProcessed) {
            return notProcessed.reason();
        }
        return answer instanceof Unclear unclear ? unclear.reason() : url + " answers";
    }
}
