package org.osfailover.farm.inventory;

import java.util.Optional;
import java.util.Set;

/**
 * Keys below an environment's {@code overrides:} that a part of the program understands. The inventory is checked
 * against all of them, so that a mistake is found when the file is read, not when a procedure needs the value.
 */
public interface OverrideKeys {

    /** Every key that it understands. */
    Set<String> keys();

    /** What is wrong with the value of one of these keys, as the second half of a sentence; empty where nothing is. */
    Optional<String> problem(String key, String value);
}
