package org.osfailover.farm;

/**
 * One thing that a check of a server found. The check only reads.
 *
 * @param sentence what is so, for people; without secrets
 * @param remedy what to do; empty where nothing has to be done
 */
public record CheckFinding(Code code, Severity severity, String sentence, String remedy) {

    /** What was looked at. */
    public enum Code {
        /** Somebody answers at the SSH address. */
        REACHABLE,
        /** The server shows the pinned host key. */
        HOST_KEY,
        /** The login is accepted. */
        LOGIN,
        /** Commands are run as they are sent, and nothing else is printed. */
        SHELL,
        /** The login may do what the procedures need. */
        PRIVILEGE,
        /** The programs of the server's operating system that are needed. */
        SYSTEM_TOOLS,
        /** The platform's own tools. */
        PLATFORM_TOOLS,
        /** The platform's configuration can be read. */
        CONFIGURATION,
        /** The platform's services can be read. */
        SERVICES,
        /** Windows PowerShell runs our scripts. */
        POWERSHELL,
        /** Commands that take long can be started apart from the session. */
        JOBS,
        /** The server's clock agrees with this program's. */
        CLOCK,
        /** There is room where the platform is installed. */
        DISK,
        /** The platform's version is the same on all servers. */
        VERSION,
        /** Every server tells a serial number of its own. */
        SERIAL_NUMBER,
        /** The connection settings are the same on all servers. */
        CONNECTION_SETTINGS,
        /** Nothing is known against the platform's version, as the steps use it. */
        KNOWN_FAULTS,
        /** The key that encrypts the settings (private.key) is the same on all servers. */
        SETTINGS_KEY,
        /** Which server is the Controller can be told, there is one, and all servers name it. */
        CONTROLLER,
        /** The names by which the servers call the Controller are known, and are spelled the same. */
        NAMES,
        /** One group is active. */
        GROUPS,
        /** The servers reach the ports that they need of one another. */
        PORTS,
        /** Service Center answers, takes the login, has the solution, and its licence is valid. */
        SERVICE_CENTER,
        /** This program, its database and its jump hosts are not on the environment's own servers. */
        PROGRAM,
        /** Nothing is left open by earlier runs. */
        OPEN_ITEMS,
        /** The check itself came to its end. */
        CHECK
    }

    /** The worst comes last. */
    public enum Severity {
        OK,
        /** The procedures work; somebody should know. */
        WARNING,
        /** A procedure will not get through on this server. */
        ERROR
    }

    public static CheckFinding ok(Code code, String sentence) {
        return new CheckFinding(code, Severity.OK, sentence, "");
    }

    public static CheckFinding warning(Code code, String sentence, String remedy) {
        return new CheckFinding(code, Severity.WARNING, sentence, remedy);
    }

    public static CheckFinding error(Code code, String sentence, String remedy) {
        return new CheckFinding(code, Severity.ERROR, sentence, remedy);
    }
}
