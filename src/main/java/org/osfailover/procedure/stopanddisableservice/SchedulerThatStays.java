package org.osfailover.procedure.stopanddisableservice;

import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Stack;

/**
 * A Scheduler that was started while the Controller is down may not stop any more (source: the vendor's release notes,
 * RRCT-2892): the person who decides reads which process that is, and what to do.
 */
final class SchedulerThatStays {

    private SchedulerThatStays() {}

    /** The outcome, with that advice where a Scheduler was asked to stop and is not known to have done so. */
    static Outcome explained(PlatformService service, Stack stack, Outcome outcome) {
        if (service != PlatformService.SCHEDULER) {
            return outcome;
        }
        if (outcome instanceof Outcome.Refused refused
                && (refused.code() == RefusalCode.COMMAND_FAILED
                        || refused.code() == RefusalCode.NOT_IN_WANTED_STATE
                        || refused.code() == RefusalCode.OUTCOME_UNKNOWN)) {
            return new Outcome.Refused(refused.code(), refused.sentence() + advice(stack));
        }
        return outcome instanceof Outcome.Unknown unknown
                ? new Outcome.Unknown(unknown.sentence() + advice(stack))
                : outcome;
    }

    private static String advice(Stack stack) {
        return ". Where the Controller is down, a Scheduler may not stop by itself (RRCT-2892 in the vendor's release"
                + " notes). Make sure that nothing else is in its way, end its process on that server ("
                + (stack == Stack.DOTNET
                        ? "Scheduler.exe, of the service OutSystems Scheduler Service"
                        : "the one that jps -l lists with outsystems.hubedition and scheduler")
                + "), and choose RETRY. Until then no Scheduler of another group is started";
    }
}
