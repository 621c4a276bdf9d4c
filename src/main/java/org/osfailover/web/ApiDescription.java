package org.osfailover.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the OpenAPI document says of itself. Path and scope: {@code springdoc.*} in application.yaml. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(
                        new Info()
                                .title("OutSystems failover")
                                .version("1")
                                .description(
                                        "Environments as their servers are now, runs with their plans, commands and events. "
                                                + "HTTP basic with the engine's users; errors are problem details (RFC 9457). "
                                                + "Procedures are started and tasks completed through the engine's own API, /engine-rest."));
    }
}
