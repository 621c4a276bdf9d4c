package org.osfailover.lab.servicecenter;

import java.io.IOException;
import java.time.Instant;
import org.osfailover.lab.LabClock;
import org.osfailover.lab.LabEnvironmentDefinition;
import org.osfailover.lab.LabFarm;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.HttpEncodingAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.MultipartAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The demo's pages and a farm in memory, and nothing else of the program. No {@code @Configuration}: it is not scanned. */
@ImportAutoConfiguration({
    ServletWebServerFactoryAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    HttpEncodingAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    MultipartAutoConfiguration.class,
    ErrorMvcAutoConfiguration.class
})
@Import({
    LicensingPortalController.class,
    ServiceCenterPageController.class,
    FarmController.class,
    LicenseUploadFilter.class
})
class DemoPagesApplication {

    @Bean
    LabClock.Manual clock() {
        return LabClock.manual(Instant.parse("2026-11-22T03:00:00Z"));
    }

    @Bean
    LabFarm farm(LabClock.Manual clock) throws IOException {
        LabFarm farm = LabFarm.builder()
                .environment(LabEnvironmentDefinition.demoDotNet())
                .environment(LabEnvironmentDefinition.demoJava())
                .clock(clock)
                .build();
        farm.start();
        return farm;
    }

    @Bean
    LabServiceCenters serviceCenters(LabFarm farm) throws IOException {
        return LabServiceCenters.start(farm);
    }
}
