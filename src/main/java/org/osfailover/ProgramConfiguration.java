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
                or(configured.login(), longer(configured.connect(), defaults.login())),
                or(configured.tryPort(), defaults.tryPort()),
                or(configured.command(), defaults.command()),
                or(configured.dialogue(), defaults.dialogue()),
                or(configured.service(), defaults.service()),
                or(configured.initialised(), defaults.initialised()),
                or(configured.serviceCenterInstallation(), defaults.serviceCenterInstallation()),
                or(configured.readingJava(), or(configured.reading(), defaults.readingJava())),
                or(configured.readingDotnet(), or(configured.reading(), defaults.readingDotnet())),
                or(configured.poll(), defaults.poll()));
    }

    private static Duration or(@Nullable Duration configured, Duration otherwise) {
        return configured == null ? otherwise : configured;
    }

    private static Duration longer(@Nullable Duration one, Duration other) {
        return one != null && one.compareTo(other) > 0 ? one : other;
    }

    /** {@code failover.deadlines.*}; what is left out keeps its default. */
    @ConfigurationProperties("failover.deadlines")
    record DeadlineProperties(
            @Nullable Duration connect,
            @Nullable Duration login,
            @Nullable Duration tryPort,
            @Nullable Duration command,
            @Nullable Duration dialogue,
            @Nullable Duration service,
            @Nullable Duration initialised,
            @Nullable Duration serviceCenterInstallation,
            @Nullable Duration reading,
            @Nullable Duration readingJava,
            @Nullable Duration readingDotnet,
            @Nullable Duration poll) {}
}
