package org.osfailover.lab;

/** How {@code server.hsconf} looks (vendor's reference of the file), with what makes it delicate: comments, encrypted values, odd spacing. */
final class Hsconf {

    private Hsconf() {}

    static String java(String controllerAddress, String ownAddress) {
        return body("Oracle", controllerAddress, ownAddress, "", "10.0.1019.0", "/opt/outsystems/platform");
    }

    static String dotNet(String controllerAddress, String ownAddress) {
        String cache = """
                  <CacheInvalidationConfiguration>
                    <ServiceHost>%s</ServiceHost>
                    <ServicePort>5672</ServicePort>
                    <ServiceUsername>outsystems</ServiceUsername>
                    <ServicePassword encrypted="true">$1$7dYk0qR3mZ8=</ServicePassword>
                    <VirtualHost>/outsystems</VirtualHost>
                    <TlsEnabled>false</TlsEnabled>
                    <TlsServerCanonicalName />
                  </CacheInvalidationConfiguration>
                """.formatted(controllerAddress);
        return body("SqlServer", controllerAddress, ownAddress, cache, "11.31.0.43862", LabPaths.WINDOWS_HOME)
                .replace("\n", "\r\n");
    }

    private static String body(
            String provider, String controller, String own, String cache, String version, String home) {
        return """
                <?xml version="1.0" encoding="utf-8"?>
                <!-- written by the Configuration Tool -->
                <EnvironmentConfiguration>
                  <PlatformDatabaseConfiguration ProviderKey="%1$s">
                    <AdminUser>OSADMIN</AdminUser>
                    <AdminPassword encrypted="true">$1$Qm9ndXMgYWRtaW4=</AdminPassword>
                    <RuntimeUser>OSRUNTIME</RuntimeUser>
                    <RuntimePassword encrypted="true">$1$Qm9ndXMgcnVudGltZQ==</RuntimePassword>
                    <Host>db.example.test</Host>
                    <Port>1521</Port>
                    <ServiceName>OSPLAT</ServiceName>
                    <ServicesAdvancedSettings>Max Pool Size=50; R&amp;D=&lt;none&gt;</ServicesAdvancedSettings>
                  </PlatformDatabaseConfiguration>
                  <SessionDatabaseConfiguration ProviderKey="%1$s">
                    <SessionUser>OSSTATE</SessionUser>
                    <SessionPassword encrypted="true">$1$Qm9ndXMgc2Vzc2lvbg==</SessionPassword>
                  </SessionDatabaseConfiguration>
                  <ServiceConfiguration>
                    <!-- the Controller; never localhost in a farm -->
                    <CompilerServerHostname>%2$s</CompilerServerHostname>
                    <CompilerServerPort>12000</CompilerServerPort>
                    <DeploymentServerPort>12001</DeploymentServerPort>
                    <SchedulerServerPort>12002</SchedulerServerPort>
                  </ServiceConfiguration>
                  <NetworkConfiguration>
                    <OutgoingIPAddress>%3$s</OutgoingIPAddress>
                  </NetworkConfiguration>
                %4$s  <OtherConfigurations>
                    <DBTimeout>30</DBTimeout>
                    <InstallationDir>%6$s</InstallationDir>
                    <PlatformVersion>%5$s</PlatformVersion>
                  </OtherConfigurations>
                </EnvironmentConfiguration>
                """.formatted(provider, controller, own, cache, version, home);
    }
}
