package org.osfailover.farm;

import java.util.List;

/**
 * Something without which the program must not start. It is looked at before any bean is made and before the database
 * is written to: what can't work is said at once, in a sentence, and nothing is half begun.
 */
public interface StartCheck {

    /**
     * What is wrong, all of it; empty where nothing is.
     *
     * @param environments of the inventory; empty where that can't be used
     */
    List<StartProblem> problems(List<Environment> environments);
}
