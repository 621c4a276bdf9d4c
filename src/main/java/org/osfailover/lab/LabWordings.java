package org.osfailover.lab;

import org.osfailover.farm.PlatformService;

/**
 * How the tools of the Java stack word what nobody outside has written down: every question can be put another way.
 * {@code %s} is what is asked about, or the value in force.
 *
 * @param enableService serviceconfigurator.sh about one service: name, then the default (Y or N)
 * @param serviceName how it names a service
 * @param controllerServer configurationtool.sh about the Controller's address: the value in force
 * @param restartServices configurationtool.sh about the restart of all services
 * @param installServiceCenter configurationtool.sh about Service Center
 * @param stopped the status word for a service that is enabled and doesn't run
 * @param dash what stands between a service's name and its status word
 */
public record LabWordings(
        String enableService,
        ServiceName serviceName,
        String controllerServer,
        String restartServices,
        String installServiceCenter,
        String stopped,
        String dash) {

    /** How a service is called in a question. */
    public enum ServiceName {
        /** OutSystems Scheduler Service. */
        DISPLAY,
        /** SCHEDULER. */
        WORD,
        /** Scheduler. */
        SHORT;

        public String of(PlatformService service) {
            return switch (this) {
                case DISPLAY -> service.displayName();
                case WORD -> service.name();
                case SHORT -> service.shortName();
            };
        }
    }

    public static LabWordings plain() {
        return new LabWordings(
                "Enable %s? (Y/N) [%s]: ",
                ServiceName.DISPLAY,
                "Deployment Controller Server [%s]: ",
                "Restart all OutSystems services now? (Y/N) [Y]: ",
                "Run Service Center installation? (Y/N) [N]: ",
                "STOPPED",
                "  -  ");
    }

    /** The same questions, put otherwise. */
    public static LabWordings chatty() {
        return new LabWordings(
                "Do you want the %s to be enabled on this server [y/n] (%s)? ",
                ServiceName.DISPLAY,
                "  Deployment Controller Server (IP address or hostname) [%s]: ",
                "The OutSystems services must be restarted for the changes to take effect.\nDo you want to restart all OutSystems services now? [Y/n]: ",
                "Do you want to run the Service Center installation now? [y/N]: ",
                "NOT RUNNING",
                " - ");
    }

    /** The same questions, in few words. */
    public static LabWordings terse() {
        return new LabWordings(
                "%s enabled [%s]? ",
                ServiceName.WORD,
                "Deployment Controller Server [%s]:",
                "Restart OutSystems services (yes/no) [yes]:",
                "Install Service Center (yes/no) [no]:",
                "DOWN",
                " - ");
    }
}
