package org.osfailover.procedure.undorun;

import org.osfailover.procedure.support.Variable;

/** The variables of the procedure {@code undo-run}, besides those that all share. */
final class UndoVariables {

    /** The run that is undone. */
    static final Variable<String> UNDO_RUN = Variable.string("undoRun");
    /** What the run has brought into service: {@code fe2/CONTROLLER}, comma-separated. */
    static final Variable<String> SERVICES_TO_STOP = Variable.string("servicesToStop");
    /** Controller and RabbitMQ where they were: they have to run before anybody is pointed to them. */
    static final Variable<String> ROLES_TO_ENABLE = Variable.string("rolesToEnable");
    /** The other services that the run has taken out of service. */
    static final Variable<String> SERVICES_TO_START = Variable.string("servicesToStart");
    /** The server whose address is pointed first: the Controller; empty where no address has changed. */
    static final Variable<String> FIRST_SERVER = Variable.string("firstServer");
    /** The others whose address has changed. */
    static final Variable<String> OTHER_SERVERS = Variable.string("otherServers");

    private UndoVariables() {}
}
