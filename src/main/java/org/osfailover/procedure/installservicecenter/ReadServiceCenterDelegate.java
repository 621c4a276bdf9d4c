package org.osfailover.procedure.installservicecenter;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.RefusalCode;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.procedure.support.Variable;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenter.PlatformInfo;
import org.springframework.stereotype.Component;

/** Reads whether Service Center answers from the new Controller. */
@Component("readServiceCenterDelegate")
class ReadServiceCenterDelegate implements JavaDelegate {

    private static final Variable<Boolean> SERVICE_CENTER_ANSWERS = Variable.bool("serviceCenterAnswers");

    private final Steps steps;

    ReadServiceCenterDelegate(Steps steps) {
        this.steps = steps;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String controller = RunVariables.NEW_CONTROLLER.from(execution);
        if (steps.isTakenAsGiven(execution, controller, "whether Service Center answers there")) {
            SERVICE_CENTER_ANSWERS.on(execution).set(true);
            return;
        }
        ServiceCenter serviceCenter = steps.serviceCenter(execution, controller);
        PlatformInfo info = serviceCenter.readPlatformInfo();
        SERVICE_CENTER_ANSWERS.on(execution).set(info instanceof PlatformInfo.Answered);
        if (info instanceof PlatformInfo.Answered answered) {
            steps.note(
                    execution,
                    controller,
                    "Service Center answers at " + serviceCenter.url() + ": version " + answered.version()
                            + ", serial number " + answered.serialNumber()
                            + compared(
                                    answered.version(),
                                    steps.server(execution, controller).read().version()));
        } else if (steps.hasWaitedTooLong(execution)) {
            throw steps.failed(
                    execution,
                    controller,
                    RefusalCode.SERVICE_CENTER_UNAVAILABLE,
                    "Service Center was installed and does not answer at " + serviceCenter.url() + ": "
                            + ((PlatformInfo.Unavailable) info).reason());
        }
    }

    /** The server's own version may be written in another form: a difference is for a person to see, not a reason to wait. */
    private static String compared(String version, @Nullable String installed) {
        return installed == null || sameVersion(version, installed)
                ? ""
                : ". Look at it: on this server, version " + installed + " is installed";
    }

    /** One of them may be written with fewer parts. */
    private static boolean sameVersion(String one, String other) {
        return (one.strip() + ".").startsWith(other.strip() + ".")
                || (other.strip() + ".").startsWith(one.strip() + ".");
    }
}
