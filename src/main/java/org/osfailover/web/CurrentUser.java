package org.osfailover.web;

/** Who asks. */
public interface CurrentUser {

    /** The engine's user id. */
    String id();

    /** Whether the user is a member of the engine's group of administrators. */
    boolean isAdministrator();

    /** Whether the user may start, stop and decide: a member of {@code platform-operators}, or an administrator. */
    boolean isOperator();

    /** Lets operators and administrators pass, and refuses everybody else. */
    default void mustOperate() {
        if (!isOperator()) {
            throw Problems.forbidden("Only a member of platform-operators or camunda-admin may do this");
        }
    }
}
