package org.osfailover;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Deadlines;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What several packages need and none of them owns: the clock, and how long is waited for what. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProgramConfiguration.DeadlineProperties.class)
class ProgramConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Deadlines deadlines(DeadlineProperties configured) {
        Deadlines defaults = Deadlines.defaults();
        return new Deadlines(
                or(configured.connect(), defaults.connect()),
                or(configured.command(), defaults.command()),
                or(configured.dialogue(), defaults.dialogue()),
                or(configured.service(), defaults.service()),
                or(configured.initialised(), defaults.initialised()),
                or(configured.serviceCenterInstallation(), defaults.serviceCenterInstallation()),
                or(configured.reading(), defaults.reading()),
                or(configured.poll(), defaults.poll()));
    }

    private static Duration or(@Nullable Duration configured, Duration otherwise) {
        return configured == null ? otherwise : configured;
    }

    /** {@code failover.deadlines.*}; what is left out keeps its default. */
    @ConfigurationProperties("failover.deadlines")
    record DeadlineProperties(
            @Nullable Duration connect,
            @Nullable Duration command,
            @Nullable Duration dialogue,
            @Nullable Duration service,
            @Nullable Duration initialised,
            @Nullable Duration serviceCenterInstallation,
            @Nullable Duration reading,
            @Nullable Duration poll) {}
}
