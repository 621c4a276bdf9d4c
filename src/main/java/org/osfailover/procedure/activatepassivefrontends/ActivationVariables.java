package org.osfailover.procedure.activatepassivefrontends;

import org.osfailover.procedure.support.Variable;

/** The variables of the procedure {@code activate-passive-front-ends}, besides those that all share. */
final class ActivationVariables {

    /** Contract: may be left out where only one passive group exists. */
    static final Variable<String> GROUP_TO_ACTIVATE = Variable.string("groupToActivate");

    static final Variable<String> SERVERS_TO_DEACTIVATE = Variable.string("serversToDeactivate");
    static final Variable<String> SERVERS_TO_ACTIVATE = Variable.string("serversToActivate");
    static final Variable<String> ALL_SERVERS = Variable.string("allServers");
    static final Variable<Boolean> TRAFFIC_SWITCHED_BY_HAND = Variable.bool("trafficSwitchedByHand");
    static final Variable<Boolean> TRAFFIC_SWITCHED_BY_COMMAND = Variable.bool("trafficSwitchedByCommand");

    private ActivationVariables() {}
}
