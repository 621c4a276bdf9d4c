package org.osfailover.web;

import static org.hamcrest.Matchers.hasKey;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.ServerReading;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.LeftBehind;
import org.osfailover.procedure.support.RunLiveness;
import org.osfailover.procedure.support.ServerChecks;
import org.osfailover.procedure.support.UndoOffer;
import org.osfailover.run.Runs;
import org.springdoc.core.configuration.SpringDocConfiguration;
import org.springdoc.core.properties.SpringDocConfigProperties;
import org.springdoc.webmvc.core.configuration.SpringDocWebMvcConfiguration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.MockMvc;

/** The API in a web context as Spring Boot makes it, without the engine and its beans. */
@SpringBootTest(
        classes = OpenApiTest.Web.class,
        properties = {
            "spring.config.location=optional:classpath:/none.yaml",
            "springdoc.api-docs.path=/api/openapi",
            "springdoc.paths-to-match=/api/**"
        })
@AutoConfigureMockMvc
class OpenApiTest {

    @Autowired
    private MockMvc underTest;

    @Test
    void document_describesEveryPath() throws Exception {
        underTest
                .perform(get("/api/openapi"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.info.title").value("OutSystems failover"))
                .andExpect(jsonPath("$.paths", hasKey("/api/environments/{id}")))
                .andExpect(jsonPath("$.paths", hasKey("/api/environments/{id}/lock/takeover")))
                .andExpect(jsonPath("$.paths", hasKey("/api/environments/{id}/check")))
                .andExpect(jsonPath("$.paths", hasKey("/api/runs/{id}/commands")))
                .andExpect(jsonPath("$.paths", hasKey("/api/runs/{id}/commands/{command}/output")));
    }

    @Test
    void runs_areJsonWithIsoTimes() throws Exception {
        underTest
                .perform(get("/api/runs"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$[0].startedAt").value("2026-11-22T02:10:05.500Z"));
    }

    /** No {@code @Configuration}: it must never be found by a scan. */
    @ImportAutoConfiguration({
        JacksonAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        SpringDocConfigProperties.class,
        SpringDocConfiguration.class,
        SpringDocWebMvcConfiguration.class
    })
    @Import({
        EnvironmentsController.class,
        RunsController.class,
        LockController.class,
        OpenItemsController.class,
        RunControlController.class,
        Problems.class,
        RequestUser.class,
        ApiDescription.class
    })
    static class Web {
        @Bean
        Environments environments() {
            return List::of;
        }

        @Bean
        Runs runs() {
            FakeRuns runs = new FakeRuns();
            runs.locked("production-2026-11-22-1", "production");
            return runs;
        }

        @Bean
        LeftBehind leftBehind() {
            return environment -> List.of();
        }

        @Bean
        FakeReadiness readiness() {
            return new FakeReadiness();
        }

        @Bean
        UndoOffer undo(Runs runs) {
            return new UndoOffer(runs, new NothingBefore());
        }

        @Bean
        FakeOpenItems openItems() {
            return new FakeOpenItems();
        }

        @Bean
        ServerChecks checks() {
            return new FakeChecks();
        }

        @Bean
        RunLiveness liveness() {
            return run -> true;
        }

        @Bean
        FarmReadings readings() {
            return new FarmReadings() {
                @Override
                public FarmReading recent(Environment environment) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public FarmReading now(Environment environment, RunStep step, Set<String> notContacted) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Optional<ServerReading> lastKnown(String environmentId, String serverId) {
                    return Optional.empty();
                }
            };
        }
    }
}
