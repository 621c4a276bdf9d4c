package org.osfailover.engine;

import jakarta.servlet.Filter;
import java.time.Clock;
import org.camunda.bpm.engine.ProcessEngine;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The filters before engine-rest, before the web applications, and before our own paths. */
@Configuration(proxyBeanMethods = false)
class WebFilters {

    @Bean
    FailedLogins failedLogins(Clock clock) {
        return new FailedLogins(clock);
    }

    @Bean
    FilterRegistrationBean<Authentication> engineRestAuthentication(
            ProcessEngine engine, FailedLogins failedLogins, PublicUrls publicUrls) {
        return register(new Authentication(engine, failedLogins, publicUrls, false), -60, "/engine-rest/*");
    }

    @Bean
    FilterRegistrationBean<Authentication> ownAuthentication(
            ProcessEngine engine, FailedLogins failedLogins, PublicUrls publicUrls) {
        return register(
                new Authentication(engine, failedLogins, publicUrls, true), -60, "/api/*", "/demo/*", "/runs/*");
    }

    @Bean
    FilterRegistrationBean<WebLogins> webLogins(FailedLogins failedLogins) {
        return register(new WebLogins(failedLogins), -60, "/camunda/api/*");
    }

    /** After the login, where it is ours: strangers' bodies are not read. */
    @Bean
    FilterRegistrationBean<CallersBodies> callersBodies() {
        return register(new CallersBodies(), -55, "/engine-rest/*", "/api/*", "/camunda/api/*");
    }

    /** After authentication for engine-rest; the web applications' own chain (log-in, CSRF token) comes after the gate. */
    @Bean
    FilterRegistrationBean<EngineGate> engineGate(ProcessEngine engine) {
        return register(new EngineGate(engine), -50, "/engine-rest/*", "/camunda/api/*");
    }

    private static <T extends Filter> FilterRegistrationBean<T> register(T filter, int order, String... paths) {
        FilterRegistrationBean<T> registration = new FilterRegistrationBean<>(filter);
        registration.addUrlPatterns(paths);
        registration.setOrder(order);
        registration.setName(filter.getClass().getSimpleName() + String.join("", paths));
        return registration;
    }
}
