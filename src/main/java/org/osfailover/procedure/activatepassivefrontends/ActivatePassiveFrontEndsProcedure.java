package org.osfailover.procedure.activatepassivefrontends;

import java.util.List;
import java.util.Set;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Server;
import org.osfailover.farm.Verdict;
import org.osfailover.procedure.support.Procedure;
import org.osfailover.procedure.support.StartRequest;
import org.springframework.stereotype.Component;

/** Start variables of {@code activate-passive-front-ends}, and which of them are refused. */
@Component
class ActivatePassiveFrontEndsProcedure implements Procedure {

    @Override
    public String key() {
        return ActivatePassiveFrontEndsProcess.KEY;
    }

    @Override
    public Set<String> ownStartVariables() {
        return Set.of(ActivationVariables.GROUP_TO_ACTIVATE.name());
    }

    @Override
    public List<String> problems(StartRequest request) {
        Object value = request.execution().getVariable(ActivationVariables.GROUP_TO_ACTIVATE.name());
        if (value != null && !(value instanceof String)) {
            return List.of("'groupToActivate' must be a String.");
        }
        String group;
        if (value instanceof String text && !text.isBlank()) {
            group = text.strip();
        } else {
            List<String> passive = request.reading().passiveGroups();
            if (passive.size() != 1) {
                String unknown = request.reading().unknownGroupsAndWhy();
                return List.of("'groupToActivate' is missing, and "
                        + request.environment().id() + " has "
                        + (passive.isEmpty()
                                ? "no group that is known to be passive"
                                : "more than one passive group (" + String.join(", ", passive) + "): name one")
                        + (unknown.isEmpty() ? "" : ". Whether it is active is not known of " + unknown)
                        + ".");
            }
            group = passive.get(0);
        }
        if (request.reading().canBeActivated(group) instanceof Verdict.Refused refused
                && refused.code() != RefusalCode.SERVER_SLOW) { // read with patience before the plan
            return List.of("Group '" + group + "' can't be activated: " + refused.reason() + ".");
        }
        boolean allLost = request.environment().serversOf(group).stream()
                .map(Server::id)
                .allMatch(request.lostServers()::contains);
        return allLost
                ? List.of("Group '" + group + "' can't be activated: all of its servers are named in 'lostServers'.")
                : List.of();
    }
}
