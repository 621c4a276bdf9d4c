package org.osfailover.farm;

/**
 * Why the program does not start.
 *
 * @param problem what is wrong, as whole sentences that name the place
 * @param remedy what to do, as whole sentences
 */
public record StartProblem(String problem, String remedy) {

    @Override
    public String toString() {
        return problem + "\n    " + remedy;
    }
}
