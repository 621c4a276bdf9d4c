package org.osfailover.engine;

import jakarta.servlet.Filter;
import org.camunda.bpm.engine.ProcessEngine;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The filters before engine-rest, before the web applications, and before our own paths. */
@Configuration(proxyBeanMethods = false)
class WebFilters {

    @Bean
    FilterRegistrationBean<Authentication> engineRestAuthentication(ProcessEngine engine) {
        return register(new Authentication(engine, false), -60, "/engine-rest/*");
    }

    @Bean
    FilterRegistrationBean<Authentication> ownAuthentication(ProcessEngine engine) {
        return register(new Authentication(engine, true), -60, "/api/*", "/demo/*", "/runs/*");
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
