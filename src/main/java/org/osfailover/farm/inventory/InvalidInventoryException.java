package org.osfailover.farm.inventory;

import java.util.List;
import java.util.stream.Collectors;

/** The inventory can't be used. Holds every problem that was found, not only the first. */
public final class InvalidInventoryException extends RuntimeException {

    /** What to do, for the start's refusal. */
    public static final String REMEDY =
            "Correct the inventory, or name another file with the property failover.inventory"
                    + " (environment variable FAILOVER_INVENTORY). docs/inventory.md describes it and has an example.";

    private final transient List<InventoryProblem> problems;

    InvalidInventoryException(String file, List<InventoryProblem> problems) {
        super("The inventory " + file + " can't be used ("
                + (problems.size() == 1 ? "1 problem" : problems.size() + " problems") + "):\n"
                + problems.stream().map(p -> "- " + p).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<InventoryProblem> problems() {
        return problems;
    }
}
