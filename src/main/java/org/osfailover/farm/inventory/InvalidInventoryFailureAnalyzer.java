package org.osfailover.farm.inventory;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why the program does not start without a usable inventory, instead of a stack trace. */
final class InvalidInventoryFailureAnalyzer extends AbstractFailureAnalyzer<InvalidInventoryException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidInventoryException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Correct the inventory, or name another file with the property failover.inventory"
                        + " (environment variable FAILOVER_INVENTORY). docs/inventory.md describes it and has an example.",
                cause);
    }
}
