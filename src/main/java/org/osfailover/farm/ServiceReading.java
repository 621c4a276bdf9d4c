package org.osfailover.farm;

/**
 * What was read of one service on one server.
 *
 * @param detail what the reading rests on, or why it is unknown, as a sentence for people; may be empty
 */
public record ServiceReading(PlatformService service, StartType startType, ServiceState state, String detail) {

    /** Stopped <em>and</em> disabled (safety rule 2), or not there at all. */
    public boolean isStoppedAndDisabled() {
        return startType == StartType.ABSENT || (startType == StartType.DISABLED && state == ServiceState.STOPPED);
    }

    /** It runs, or it would after a restart of its server: automatic, or enabled and anything but stopped. */
    public boolean isInService() {
        return startType == StartType.AUTOMATIC
                || state.isRunning()
                || (startType == StartType.MANUAL
                        && (state == ServiceState.STARTING || state == ServiceState.STOPPING));
    }

    /** A service that is not installed. */
    public static ServiceReading absent(PlatformService service) {
        return new ServiceReading(service, StartType.ABSENT, ServiceState.STOPPED, "not installed");
    }

    /** A service of which nothing could be read. */
    public static ServiceReading unknown(PlatformService service, String why) {
        return new ServiceReading(service, StartType.UNKNOWN, ServiceState.UNKNOWN, why);
    }
}
