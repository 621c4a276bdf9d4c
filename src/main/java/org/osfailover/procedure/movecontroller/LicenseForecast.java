package org.osfailover.procedure.movecontroller;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.farm.Environment.LicenseRequest;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.RunMode;
import org.osfailover.procedure.support.LicenseFiles;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.SerialTwins;
import org.osfailover.procedure.support.Steps;
import org.osfailover.servicecenter.ServiceCenter.LicenseReading;
import org.springframework.stereotype.Component;

/** Before anything is changed: whether people can be asked for a licence already, and for which serial number. */
@Component
class LicenseForecast {

    /** What is foreseen; the sentence says why, for people. */
    sealed interface Forecast {
        String sentence();

        /** People are asked from the start; the serial number is a prediction. */
        record RequestNow(String serialNumber, String sentence) implements Forecast {}

        /** People are asked when Service Center on the new Controller says that a licence is needed. */
        record RequestLater(String sentence) implements Forecast {}

        /** People were to be asked from the start, and can't be: the serial number can't be read before. */
        record NotPredictable(String sentence) implements Forecast {}
    }

    private final Steps steps;

    LicenseForecast(Steps steps) {
        this.steps = steps;
    }

    Forecast of(DelegateExecution execution, FarmReading reading, String oldController, String newController) {
        RunMode mode = RunMode.valueOf(RunVariables.MODE.from(execution));
        if (LicenseFiles.bytes(execution).isPresent()) {
            return new Forecast.RequestLater("A licence file was handed in at the start, and nobody is asked for one");
        }
        if (reading.environment().licensing().requestIn(mode) == LicenseRequest.AFTER_INSTALLATION) {
            return new Forecast.RequestLater("Whether a licence is needed is read after step 4");
        }
        String serialNumber = reading.server(newController).serialNumber();
        if (serialNumber == null || serialNumber.isBlank()) {
            return new Forecast.NotPredictable("The licence can't be requested early: " + newController
                    + " does not tell which serial number it will have. It is requested after step 4");
        }
        if (reading.server(oldController).reachable()
                && steps.serviceCenter(execution, oldController).readLicense() instanceof LicenseReading.Valid present
                && present.serialNumber().strip().equalsIgnoreCase(serialNumber.strip())) {
            return new Forecast.RequestLater("The licence is valid for serial number " + serialNumber.strip()
                    + " already, which is what " + newController + " has; it is read again after step 4");
        }
        return new Forecast.RequestNow(
                serialNumber.strip(),
                serialNumber.strip() + " is what " + newController
                        + " tells of itself now, a prediction: it is read again after step 4, and another number brings"
                        + " the licence tasks back. If the run is aborted and the old Controller keeps its role, the old"
                        + " number has to be registered again"
                        + SerialTwins.warning(reading, newController)
                                .map(warning -> ". " + warning)
                                .orElse(""));
    }
}
