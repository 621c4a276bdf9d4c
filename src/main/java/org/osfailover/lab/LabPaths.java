package org.osfailover.lab;

/** Where the platform keeps its files (default installation folders of both stacks). */
public final class LabPaths {

    public static final String JAVA_HOME = "/opt/outsystems/platform";
    public static final String JAVA_HSCONF = "/etc/outsystems/server.hsconf";
    public static final String JAVA_SERVICES = "/etc/outsystems/os.services.conf";
    /** Assumed: the vendor has not published where it is. */
    public static final String JAVA_PRIVATE_KEY = "/etc/outsystems/private.key";

    public static final String JAVA_VERSION = JAVA_HOME + "/version.txt";
    public static final String SERVICE_CONFIGURATOR = JAVA_HOME + "/serviceconfigurator.sh";
    public static final String OSP_TOOL = JAVA_HOME + "/osptool.sh";
    public static final String CONFIGURATION_TOOL = JAVA_HOME + "/configurationtool.sh";

    public static final String WINDOWS_HOME = "C:\\Program Files\\OutSystems\\Platform Server";
    public static final String WINDOWS_HSCONF = WINDOWS_HOME + "\\server.hsconf";
    public static final String WINDOWS_VERSION = WINDOWS_HOME + "\\version.txt";
    public static final String WINDOWS_PRIVATE_KEY = WINDOWS_HOME + "\\private.key";

    private LabPaths() {}
}
