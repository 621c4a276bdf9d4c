package org.osfailover.servicecenter.soap;

import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.remote.CommandLog;
import org.osfailover.remote.Credentials;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.soap.ServiceCenterSettings.Service;
import org.osfailover.servicecenter.soap.SoapAnswer.Answered;
import org.osfailover.servicecenter.soap.SoapAnswer.Fault;
import org.osfailover.servicecenter.soap.SoapAnswer.NotProcessed;
import org.osfailover.servicecenter.soap.SoapAnswer.Unclear;
import org.w3c.dom.Element;

/**
 * One Service Center on behalf of one step. Calls that change something are recorded among the run's commands, masked,
 * and not sent in a rehearsal.
 */
final class SoapServiceCenter implements ServiceCenter {

    private static final String MASK = "********";

    private final Environment environment;
    private final URI url;
    private final RunStep step;
    private final ServiceCenterSettings settings;
    private final SoapClient client;
    private final Credentials credentials;
    private final CommandLog commandLog;
    private final Deadlines deadlines;

    SoapServiceCenter(
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

    @Override
    public String url() {
        return url.toString();
    }

    @Override
    public PlatformInfo readPlatformInfo() {
        SoapAnswer answer = client.read(SoapCall.of(Service.PLATFORM, "GetPlatformInfo"), deadlines.command());
        if (!(answer instanceof Answered answered)) {
            return new PlatformInfo.Unavailable(reason(answer));
        }
        Optional<String> version = SecureXml.text(answered.response(), "Version");
        Optional<String> serial = SecureXml.text(answered.response(), "Serial");
        return version.isPresent() && serial.isPresent()
                ? new PlatformInfo.Answered(version.get(), serial.get())
                : new PlatformInfo.Unavailable(url + " answers GetPlatformInfo without a "
                        + (version.isEmpty() ? "version" : "serial number"));
    }

    @Override
    public LicenseReading readLicense() {
        PlatformInfo info = readPlatformInfo();
        if (info instanceof PlatformInfo.Unavailable unavailable) {
            return new LicenseReading.Unknown("The licence can't be read: " + unavailable.reason());
        }
        String serialNumber = ((PlatformInfo.Answered) info).serialNumber();
        Login login = login();
        if (login.problem() != null) {
            return new LicenseReading.Unknown("The licence can't be read: " + login.problem());
        }
        SoapAnswer answer = read(login, login.into(SoapCall.of(Service.SERVICE_STUDIO, "GetLicenseInformation")));
        if (answer instanceof Answered answered) {
            return new LicenseState(settings).judge(serialNumber, answered.response());
        }
        return new LicenseReading.Unknown(
                "The licence can't be read (the platform's serial number is " + serialNumber + "): " + reason(answer));
    }

    @Override
    public Outcome installLicense(byte[] file) {
        Login login = login();
        if (login.problem() != null) {
            return new Outcome.Refused(RefusalCode.AUTHENTICATION_FAILED, login.problem());
        }
        SoapCall call = login.into(SoapCall.of(Service.PLATFORM, "SetLicense"))
                .with("fileContent", Base64.getEncoder().encodeToString(file));
        String shown = "SetLicense (a file of " + file.length + " bytes)";
        return change(
                login,
                call,
                shown,
                () -> new Outcome.Rehearsed("Would install the licence file through " + url),
                answer -> licenseInstalled(login, answer));
    }

    private Outcome licenseInstalled(Login login, SoapAnswer answer) {
        if (answer instanceof Answered answered) {
            String words =
                    login.mask(SecureXml.text(answered.response(), "errorText").orElse(""));
            String success = SecureXml.text(answered.response(), "success").orElse("");
            if (success.equalsIgnoreCase("true") || success.equals("1")) {
                return new Outcome.Changed("The licence is installed through " + url
                        + (words.isEmpty() ? "" : ": " + SoapClient.brief(words)));
            }
            return success.isEmpty()
                    ? new Outcome.Unknown(url + " answers SetLicense without saying whether the licence is installed")
                    : rejected(words.isEmpty() ? "it gives no reason" : words);
        }
        if (answer instanceof Fault fault && fault.words().matches("(?is).*(\\blicen[cs]e|serial).*")) {
            return rejected(fault.words());
        }
        return outcome("SetLicense", answer);
    }

    private Outcome rejected(String words) {
        return settings.loginRefused().matcher(words).find()
                ? new Outcome.Refused(RefusalCode.AUTHENTICATION_FAILED, loginRefused(words))
                : new Outcome.Refused(
                        RefusalCode.LICENSE_REJECTED,
                        "Service Center refuses the licence file: " + SoapClient.brief(words));
    }

    @Override
    public SolutionLookup findSolution(String name) {
        Login login = login();
        if (login.problem() != null) {
            return new SolutionLookup.Unknown(login.problem());
        }
        SoapAnswer answer = read(
                login,
                login.into(SoapCall.of(Service.SOLUTIONS, "GetSolutionIdByName"))
                        .with("solutionName", name));
        if (answer instanceof Answered answered) {
            Optional<Integer> id = number(answered.response(), "SolutionId");
            return id.<SolutionLookup>map(i -> i > 0 ? new SolutionLookup.Found(i) : new SolutionLookup.NotFound())
                    .orElseGet(() ->
                            new SolutionLookup.Unknown(url + " answers GetSolutionIdByName without a solution's id"));
        }
        return answer instanceof Fault fault
                        && settings.solutionNotFound().matcher(fault.words()).find()
                        && !settings.loginRefused().matcher(fault.words()).find()
                ? new SolutionLookup.NotFound()
                : new SolutionLookup.Unknown(reason(answer));
    }

    /** What happens where the name exists already is not documented: it is looked for first, and after an unclear answer. */
    @Override
    public Outcome createAllSolution(String name) {
        SolutionLookup before = findSolution(name);
        if (before instanceof SolutionLookup.Found found) {
            return new Outcome.AlreadyDone("Solution " + name + " exists (id " + found.id() + ")");
        }
        if (before instanceof SolutionLookup.Unknown unknown) {
            return new Outcome.Refused(
                    RefusalCode.SERVICE_CENTER_UNAVAILABLE,
                    "Solution " + name + " was not created, because whether it exists can't be read: "
                            + unknown.reason());
        }
        Login login = login();
        SoapCall call =
                login.into(SoapCall.of(Service.SOLUTIONS, "CreateAllSolution").with("AllSolutionName", name));
        Outcome outcome = change(
                login,
                call,
                "CreateAllSolution " + name,
                () -> new Outcome.Rehearsed("Would create solution " + name + " with every module through " + url),
                answer -> solutionCreated(name, answer));
        return outcome instanceof Outcome.Unknown && findSolution(name) instanceof SolutionLookup.Found found
                ? new Outcome.Changed("Solution " + name + " was created (id " + found.id()
                        + "); the answer was lost, and it is there")
                : outcome;
    }

    private Outcome solutionCreated(String name, SoapAnswer answer) {
        if (!(answer instanceof Answered answered)) {
            return outcome("CreateAllSolution " + name, answer);
        }
        Optional<Integer> id = number(answered.response(), "SolutionId");
        if (id.isEmpty()) {
            return new Outcome.Unknown(url + " answers CreateAllSolution without a solution's id");
        }
        return id.get() > 0
                ? new Outcome.Changed("Solution " + name + " was created with every module (id " + id.get() + ")")
                : new Outcome.Refused(
                        RefusalCode.COMMAND_FAILED,
                        "Service Center did not create solution " + name + " (it answers id " + id.get()
                                + "). Create it in Service Center, Factory, Solutions");
    }

    @Override
    public PublicationStart publishRunningVersion(String name) {
        Login login = login();
        if (login.problem() != null) {
            return new PublicationStart.Refused(login.problem());
        }
        SoapCall call = login.into(SoapCall.of(Service.SOLUTIONS, "PublishRunningVersion"))
                .with("SolutionName", name);
        return change(
                login,
                call,
                "PublishRunningVersion " + name,
                PublicationStart.Rehearsed::new,
                answer -> publicationStarted(name, answer));
    }

    private PublicationStart publicationStarted(String name, SoapAnswer answer) {
        if (answer instanceof Answered answered) {
            Optional<Integer> id = number(answered.response(), "SolutionPubId");
            if (id.isEmpty()) {
                return new PublicationStart.Unknown(url + " answers PublishRunningVersion " + name
                        + " without a publication's id. Look at Factory, Solutions in Service Center");
            }
            return id.get() > 0
                    ? new PublicationStart.Started(id.get())
                    : new PublicationStart.Refused("Service Center did not start the publication of solution " + name
                            + " (it answers id " + id.get() + ")");
        }
        return answer instanceof Unclear
                ? new PublicationStart.Unknown(
                        "Whether the publication of solution " + name + " was started is not known: " + reason(answer)
                                + ". Look at Factory, Solutions in Service Center before it is started again")
                : new PublicationStart.Refused(reason(answer));
    }

    /** When the end is seen, everything is read once more from the beginning, so that the counts are of the whole. */
    @Override
    public PublicationReading readPublication(int publicationId, int lastSeenId) {
        Login login = login();
        if (login.problem() != null) {
            return new PublicationReading(PublicationState.UNKNOWN, lastSeenId, 0, 0, login.problem());
        }
        SoapAnswer answer = read(login, messagesCall(login, publicationId, lastSeenId));
        if (!(answer instanceof Answered answered)) {
            return new PublicationReading(
                    PublicationState.UNKNOWN,
                    lastSeenId,
                    0,
                    0,
                    "Publication " + publicationId + " can't be read at the moment: " + reason(answer));
        }
        PublicationMessages news = PublicationMessages.of(answered.response());
        PublicationReading reading = reading(publicationId, lastSeenId, news);
        boolean ended = reading.state() != PublicationState.RUNNING;
        if (!ended || lastSeenId == 0) {
            return reading;
        }
        return read(login, messagesCall(login, publicationId, 0)) instanceof Answered whole
                ? ofWhole(publicationId, reading, PublicationMessages.of(whole.response()))
                : reading;
    }

    @Override
    public List<String> readComplaints(int publicationId) {
        Login login = login();
        return login.problem() == null
                        && read(login, messagesCall(login, publicationId, 0)) instanceof Answered whole
                ? PublicationMessages.of(whole.response()).complaints().stream()
                        .map(login::mask)
                        .toList()
                : List.of();
    }

    private static SoapCall messagesCall(Login login, int publicationId, int lastSeenId) {
        return login.into(SoapCall.of(Service.SOLUTIONS, "GetMessages"))
                .with("SolutionPubId", Integer.toString(publicationId))
                .with("LastSeenId", Integer.toString(lastSeenId));
    }

    private PublicationReading ofWhole(int publicationId, PublicationReading news, PublicationMessages whole) {
        PublicationReading all = reading(publicationId, news.lastMessageId(), whole);
        return all.state() == PublicationState.RUNNING ? news : all;
    }

    private PublicationReading reading(int publicationId, int lastSeenId, PublicationMessages messages) {
        String sentence = messages.messages().isEmpty()
                ? "Publication " + publicationId + " says nothing new"
                : messages.messages().get(messages.messages().size() - 1).sentence();
        return new PublicationReading(
                new PublicationJudge(settings).judge(messages),
                Math.max(lastSeenId, messages.lastId().orElse(lastSeenId)),
                messages.warnings(),
                messages.errors(),
                sentence);
    }

    /** Records the call and sends it; in a rehearsal it is recorded and not sent. */
    private <T> T change(
            Login login, SoapCall call, String shown, Supplier<T> rehearsed, Function<SoapAnswer, T> result) {
        long record = commandLog.begin(step, environment.id(), url.getHost(), shown, true);
        if (step.rehearsal()) {
            commandLog.end(record, "REHEARSED", null, "");
            return rehearsed.get();
        }
        SoapAnswer answer = masked(login, client.change(call, settings.changingCallTimeout()));
        commandLog.end(record, ending(answer), null, login.mask(shown(answer)));
        return result.apply(answer);
    }

    private SoapAnswer read(Login login, SoapCall call) {
        return masked(login, client.read(call, deadlines.command()));
    }

    /** A server's words are not ours: it may repeat what it was sent. */
    private static SoapAnswer masked(Login login, SoapAnswer answer) {
        return answer instanceof Fault fault ? new Fault(login.mask(fault.words())) : answer;
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

    private Outcome outcome(String what, SoapAnswer answer) {
        if (answer instanceof Unclear unclear) {
            return new Outcome.Unknown("Whether " + what + " was carried out is not known: " + unclear.reason());
        }
        boolean isLogin = answer instanceof Fault fault
                && settings.loginRefused().matcher(fault.words()).find();
        return new Outcome.Refused(
                isLogin ? RefusalCode.AUTHENTICATION_FAILED : RefusalCode.SERVICE_CENTER_UNAVAILABLE, reason(answer));
    }

    private String reason(SoapAnswer answer) {
        if (answer instanceof Fault fault) {
            return settings.loginRefused().matcher(fault.words()).find()
                    ? loginRefused(fault.words())
                    : url + " answers with an error: " + fault.words();
        }
        if (answer instanceof NotProcessed notProcessed) {
            return notProcessed.reason();
        }
        return answer instanceof Unclear unclear ? unclear.reason() : url + " answers";
    }

    private String loginRefused(String words) {
        return url + " refuses the login: " + SoapClient.brief(words) + ". Check failover.credentials."
                + environment.serviceCenter().credentials();
    }

    private static Optional<Integer> number(Element response, String name) {
        return SecureXml.text(response, name)
                .filter(text -> text.matches("-?\\d{1,9}"))
                .map(Integer::valueOf);
    }

    private Login login() {
        String name = environment.serviceCenter().credentials();
        Credentials.Secrets secrets = credentials.find(name);
        String username = secrets == null ? null : secrets.username();
        String password = secrets == null ? null : secrets.password();
        return username == null || password == null
                ? new Login(
                        "",
                        "",
                        "Service Center's user name or password is missing: set failover.credentials." + name
                                + ".username and .password")
                : new Login(username, password, null);
    }

    /** @param problem why there is no login; null where there is one */
    private record Login(
            String username, String password, @Nullable String problem) {

        /** Where in the request the login stands is the WSDL's choice: here. */
        SoapCall into(SoapCall call) {
            return call.with("username", username).with("password", password);
        }

        String mask(String words) {
            return password.length() < 3 ? words : words.replace(password, MASK);
        }

        @Override
        public String toString() {
            return "Login[" + MASK + "]";
        }
    }
}
