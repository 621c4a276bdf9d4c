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
        ServiceCenter serviceCenter = steps.serviceCenter(execution, controller);
        PlatformInfo info = serviceCenter.readPlatformInfo();
        String problem =
                problem(info, steps.server(execution, controller).read().version());
        SERVICE_CENTER_ANSWERS.on(execution).set(problem == null);
        if (problem == null && info instanceof PlatformInfo.Answered answered) {
            steps.note(
                    execution,
                    controller,
                    "Service Center answers at " + serviceCenter.url() + ": version " + answered.version()
                            + ", serial number " + answered.serialNumber());
        } else if (steps.hasWaitedTooLong(execution)) {
            throw steps.failed(
                    execution,
                    controller,
                    RefusalCode.SERVICE_CENTER_UNAVAILABLE,
                    "Service Center was installed and does not answer as it must at " + serviceCenter.url() + ": "
                            + problem);
        }
    }

    /** Null where it answers, with the version that is installed on the server (where that can be read). */
    private static @Nullable String problem(PlatformInfo info, @Nullable String installed) {
        if (info instanceof PlatformInfo.Unavailable unavailable) {
            return unavailable.reason();
        }
        String version = ((PlatformInfo.Answered) info).version();
        return installed == null || sameVersion(version, installed)
                ? null
                : "its version is " + version + ", and " + installed + " is installed on this server";
    }

    /** One of them may be written with fewer parts. */
    private static boolean sameVersion(String one, String other) {
        return (one.strip() + ".").startsWith(other.strip() + ".")
                || (other.strip() + ".").startsWith(one.strip() + ".");
    }
}
