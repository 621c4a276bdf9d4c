package org.osfailover.procedure.undorun;

import org.osfailover.procedure.support.Variable;

/** The variables of the procedure {@code undo-run}, besides those that all share. */
final class UndoVariables {

    /** The run that is undone. */
    static final Variable<String> UNDO_RUN = Variable.string("undoRun");
    /** What the run has brought into service: {@code fe2/CONTROLLER}, comma-separated. */
    static final Variable<String> SERVICES_TO_STOP = Variable.string("servicesToStop");
    /** Controller and RabbitMQ where they were: enabled before anybody is pointed to them. */
    static final Variable<String> ROLES_TO_ENABLE = Variable.string("rolesToEnable");
    /** The other services that the run has taken out of service. */
    static final Variable<String> SERVICES_TO_START = Variable.string("servicesToStart");
    /**
     * What is started as soon as it is enabled, of both lists: the rest was stopped before the run, or is a Controller
     * that is started by its own restart, when its configuration names it.
     */
    static final Variable<String> STARTED_AT_ONCE = Variable.string("startedAtOnce");
    /** What each server named as the Controller: {@code fe1=localhost,fe2=10.0.0.11}. */
    static final Variable<String> ADDRESSES_BEFORE = Variable.string("addressesBefore");
    /** What each server named as the cache invalidation service's host, where that has changed. */
    static final Variable<String> CACHE_HOSTS_BEFORE = Variable.string("cacheHostsBefore");
    /** The server whose address is pointed first: the Controller; empty where no address has changed. */
    static final Variable<String> FIRST_SERVER = Variable.string("firstServer");
    /** The others whose address has changed. */
    static final Variable<String> OTHER_SERVERS = Variable.string("otherServers");

    private UndoVariables() {}
}
