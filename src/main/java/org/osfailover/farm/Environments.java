package org.osfailover.farm;

import java.util.List;
import java.util.Optional;

/** The environments of the inventory, as they are now (the file is re-read when it changes). */
public interface Environments {

    List<Environment> all();

    default Optional<Environment> find(String id) {
        return all().stream().filter(e -> e.id().equals(id)).findFirst();
    }

    /** The ids, for messages: "production, quality". */
    default String ids() {
        return String.join(", ", all().stream().map(Environment::id).toList());
    }

    /**
     * Why these environments are not those of the inventory's file as it is now: it was changed and can't be used, so the
     * last good one stays in force. A sentence each; empty where all is well.
     */
    default List<String> notInForce() {
        return List.of();
    }
}
