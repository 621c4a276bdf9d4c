package org.osfailover.farm.inventory;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why the program does not start without a usable inventory, instead of a stack trace. */
final class InvalidInventoryFailureAnalyzer extends AbstractFailureAnalyzer<InvalidInventoryException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidInventoryException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), InvalidInventoryException.REMEDY, cause);
    }
}
