package org.osfailover.web;

/** Who asks. */
public interface CurrentUser {

    /** The engine's user id. */
    String id();

    /** Whether the user is a member of the engine's group of administrators. */
    boolean isAdministrator();
}
