package org.osfailover.process;

import java.time.Duration;
import org.osfailover.farm.Deadlines;
import org.osfailover.run.Fences;
import org.osfailover.run.Runs;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;

/** The real engine, models, delegates and run tables; the servers and Service Center are a {@link FakeFarm}. */
@EnableAutoConfiguration
@ComponentScan(
        basePackages = "org.osfailover",
        useDefaultFilters = true,
        excludeFilters =
                @Filter(
                        type = FilterType.REGEX,
                        pattern =
                                "org\\.osfailover\\.(farm|remote|platform|servicecenter|lab|web|it|e2e|contract)\\..*"
                                        + "|org\\.osfailover\\.[A-Z].*|org\\.osfailover\\.engine\\.(WebFilters|EngineSetup|CommandsEndFirst)"))
class ProcessTestApplication {

    @Bean
    FakeFarm farm() {
        return new FakeFarm();
    }

    @Bean
    MovableClock clock() {
        return new MovableClock();
    }

    @Bean
    Deadlines deadlines() {
        Duration short_ = Duration.ofSeconds(5);
        Duration service = Deadlines.defaults().service();
        return new Deadlines(short_, short_, short_, service, short_, short_, short_, Duration.ofSeconds(1));
    }

    @Bean
    ProcessDriver driver(org.camunda.bpm.engine.ProcessEngine engine, Runs runs, Fences fences, MovableClock clock) {
        return new ProcessDriver(engine, runs, fences, clock);
    }
}
