package org.osfailover.procedure.fencereturningserver;

/** What a person says that a returned server is, where the other servers don't tell. */
enum RoleQuestion {
    /** Nothing yet: the others are looked at again. */
    LOOK_AGAIN,
    /** It is the Controller: its Deployment Controller is enabled and started, unless another server has an enabled one. */
    CONTROLLER,
    /** It is not: its Deployment Controller stays stopped and disabled, and its configuration as it is. */
    NOT_CONTROLLER
}
