package org.osfailover.servicecenter.soap;

import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.soap.ServiceCenterSettings.Service;
import org.osfailover.servicecenter.soap.SoapAnswer.Answered;
import org.osfailover.servicecenter.soap.SoapAnswer.Fault;
import org.w3c.dom.Element;

/** One Service Center on behalf of one step. */
final class SoapServiceCenter implements ServiceCenter {

    private final URI url;
    private final ServiceCenterSettings settings;
    private final ServiceCenterCalls calls;
    private final HealthPages health;
    private final Publications publications;

    SoapServiceCenter(URI url, ServiceCenterSettings settings, ServiceCenterCalls calls, HealthPages health) {
        this.url = url;
        this.settings = settings;
        this.calls = calls;
        this.health = health;
        this.publications = new Publications(url, settings, calls);
    }

    @Override
    public String url() {
        return url.toString();
    }

    @Override
    public Health ping() {
        return health.ping();
    }

    @Override
    public Health readComponents() {
        return health.components();
    }

    @Override
    public LoginCheck testLogin() {
        ServiceCenterLogin login = calls.login();
        if (login.problem() != null) {
            return new LoginCheck.Refused(login.problem());
        }
        SoapAnswer answer = calls.read(login, login.into(SoapCall.of(Service.SOLUTIONS, "TestLogin")));
        if (answer instanceof Answered answered) {
            String status = login.mask()
                    .mask(SecureXml.text(answered.response(), "status").orElse(""));
            if (settings.loginAccepted().matcher(status).find()) {
                return new LoginCheck.Accepted(url + " accepts the login");
            }
            return calls.isLoginRefusal(status)
                    ? new LoginCheck.Refused(calls.loginRefused(status))
                    : new LoginCheck.Unknown(url + " answers TestLogin with '" + SoapClient.brief(status)
                            + "', which is not known to mean that the login is good (service-center.login.accepted)");
        }
        return answer instanceof Fault fault && calls.isLoginRefusal(fault.words())
                ? new LoginCheck.Refused(calls.loginRefused(fault.words()))
                : new LoginCheck.Unknown(calls.reason(answer));
    }

    @Override
    public PlatformInfo readPlatformInfo() {
        SoapAnswer answer = calls.read(SoapCall.of(Service.PLATFORM, "GetPlatformInfo"));
        if (!(answer instanceof Answered answered)) {
            return new PlatformInfo.Unavailable(calls.reason(answer));
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
        ServiceCenterLogin login = calls.login();
        if (login.problem() != null) {
            return new LicenseReading.Unknown("The licence can't be read: " + login.problem());
        }
        SoapAnswer answer = calls.read(login, login.into(SoapCall.of(Service.SERVICE_STUDIO, "GetLicenseInformation")));
        if (answer instanceof Answered answered) {
            return new LicenseState(settings).judge(serialNumber, answered.response());
        }
        return new LicenseReading.Unknown("The licence can't be read (the platform's serial number is " + serialNumber
                + "): " + calls.reason(answer));
    }

    @Override
    public Outcome installLicense(byte[] file) {
        ServiceCenterLogin login = calls.login();
        if (login.problem() != null) {
            return new Outcome.Refused(RefusalCode.AUTHENTICATION_FAILED, login.problem());
        }
        SoapCall call = login.into(SoapCall.of(Service.PLATFORM, "SetLicense"))
                .with("fileContent", Base64.getEncoder().encodeToString(file));
        return calls.change(
                login,
                call,
                "SetLicense (a file of " + file.length + " bytes)",
                () -> new Outcome.Rehearsed("Would install the licence file through " + url),
                answer -> licenseInstalled(login, answer));
    }

    private Outcome licenseInstalled(ServiceCenterLogin login, SoapAnswer answer) {
        if (answer instanceof Answered answered) {
            String words = login.mask()
                    .mask(SecureXml.text(answered.response(), "errorText").orElse(""));
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
        return calls.outcome("SetLicense", answer);
    }

    private Outcome rejected(String words) {
        return calls.isLoginRefusal(words)
                ? new Outcome.Refused(RefusalCode.AUTHENTICATION_FAILED, calls.loginRefused(words))
                : new Outcome.Refused(
                        RefusalCode.LICENSE_REJECTED,
                        "Service Center refuses the licence file: " + SoapClient.brief(words));
    }

    @Override
    public boolean publishesSolutions() {
        return true;
    }

    @Override
    public SolutionLookup findSolution(String name) {
        ServiceCenterLogin login = calls.login();
        if (login.problem() != null) {
            return new SolutionLookup.Unknown(login.problem(), false);
        }
        SoapAnswer answer = calls.read(
                login,
                login.into(SoapCall.of(Service.SOLUTIONS, "GetSolutionIdByName"))
                        .with("solutionName", name));
        if (answer instanceof Answered answered) {
            if (SecureXml.find(answered.response(), "SolutionId")
                    .filter(SecureXml::isNil)
                    .isPresent()) {
                return new SolutionLookup.NotFound();
            }
            Optional<Integer> id = SecureXml.number(answered.response(), "SolutionId");
            return id.<SolutionLookup>map(i -> i > 0 ? new SolutionLookup.Found(i) : new SolutionLookup.NotFound())
                    .orElseGet(() -> new SolutionLookup.Unknown(
                            url + " answers GetSolutionIdByName without a solution's id", false));
        }
        return answer instanceof Fault fault
                        && settings.solutionNotFound().matcher(fault.words()).find()
                        && !calls.isLoginRefusal(fault.words())
                ? new SolutionLookup.NotFound()
                : new SolutionLookup.Unknown(calls.reason(answer), ServiceCenterCalls.isBusy(answer));
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
                    unknown.mayPass() ? RefusalCode.SERVICE_CENTER_BUSY : RefusalCode.SERVICE_CENTER_UNAVAILABLE,
                    "Solution " + name + " was not created, because whether it exists can't be read: "
                            + unknown.reason());
        }
        ServiceCenterLogin login = calls.login();
        SoapCall call =
                login.into(SoapCall.of(Service.SOLUTIONS, "CreateAllSolution").with("AllSolutionName", name));
        Outcome outcome = calls.change(
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
            return calls.outcome("CreateAllSolution " + name, answer);
        }
        Element response = answered.response();
        return SecureXml.number(response, "SolutionId")
                .<Outcome>map(id -> id > 0
                        ? new Outcome.Changed("Solution " + name + " was created with every module (id " + id + ")")
                        : new Outcome.Refused(
                                RefusalCode.COMMAND_FAILED,
                                "Service Center did not create solution " + name + " (it answers id " + id
                                        + "). Create it in Service Center, Factory, Solutions"))
                .orElseGet(() -> new Outcome.Unknown(url + " answers CreateAllSolution without a solution's id"));
    }

    @Override
    public PublicationStart publishRunningVersion(String name) {
        return publications.start(name);
    }

    @Override
    public boolean isPublicationStart(String recordedCommand) {
        return Publications.isStart(recordedCommand);
    }

    @Override
    public PublicationReading readPublication(int publicationId, int lastSeenId) {
        return publications.read(publicationId, lastSeenId);
    }

    @Override
    public List<String> readComplaints(int publicationId) {
        return publications.complaints(publicationId);
    }
}
