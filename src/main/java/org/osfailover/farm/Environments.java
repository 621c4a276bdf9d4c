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
}
