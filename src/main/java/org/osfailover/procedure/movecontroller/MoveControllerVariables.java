package org.osfailover.procedure.movecontroller;

import org.osfailover.procedure.support.Variable;

/** The variables of the procedure {@code move-controller}, besides those that all share. */
final class MoveControllerVariables {

    /** Contract: whether RabbitMQ moves with the Controller. */
    static final Variable<Boolean> MOVE_RABBIT_MQ = Variable.bool("moveRabbitMq");

    /** The servers whose Controller service is stopped and disabled, comma-separated; the old Controller first. */
    static final Variable<String> CONTROLLERS_TO_STOP = Variable.string("controllersToStop");

    /** The seed's order: the new Controller is started as soon as it is enabled. */
    static final Variable<Boolean> START_NOW = Variable.bool("startNow");

    /** The servers other than the new Controller, comma-separated. */
    static final Variable<String> OTHER_SERVERS = Variable.string("otherServers");

    /** Whether the licence was read as not valid after everything was published. */
    static final Variable<Boolean> LICENSE_INVALID_AGAIN = Variable.bool("licenseInvalidAgain");

    static final Variable<Boolean> PUBLISH_BY_HAND = Variable.bool("publishByHand");

    private MoveControllerVariables() {}
}
