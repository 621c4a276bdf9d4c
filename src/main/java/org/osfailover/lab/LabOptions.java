package org.osfailover.lab;

/**
 * Where nobody knows how the real platform behaves, the farm can behave either way.
 *
 * @param upgradeInstallRestartsServices whether {@code ConfigurationTool.com /UpgradeInstall} restarts the services
 *     (outsystems.md, open question 1)
 * @param configurationNeedsTool whether a service that starts reads the configuration that a tool last brought into
 *     force; false: it reads the file
 * @param stoppedExitCode how {@code service outsystems status <SERVICE>} ends for a stopped or disabled service
 */
public record LabOptions(
        boolean upgradeInstallRestartsServices,
        boolean configurationNeedsTool,
        int stoppedExitCode,
        LabWordings wordings) {

    public static LabOptions defaults() {
        return new LabOptions(false, false, 3, LabWordings.plain());
    }

    public LabOptions with(LabWordings other) {
        return new LabOptions(upgradeInstallRestartsServices, configurationNeedsTool, stoppedExitCode, other);
    }
}
