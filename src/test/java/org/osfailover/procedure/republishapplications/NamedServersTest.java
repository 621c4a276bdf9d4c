package org.osfailover.procedure.republishapplications;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osfailover.farm.Farms;
import org.osfailover.farm.Server;

/** Whom a publication's message is about. */
class NamedServersTest {

    private final Farms farm = new Farms()
            .server("fe1", "10.0.0.1", "blue", "192.0.2.1", "WEB01", "Frontend")
            .server("fe2", "controller.example", "blue", "controller.example", "os_web02")
            .server("fe11", "fd00::11", "green", "fd00::11");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "Front-end web01 could not be reached.         | fe1",
                "Unable to reach WEB01.corp.example:12001      | fe1",
                "Front-end 'Frontend' could not be reached     | fe1",
                "could not connect to 10.0.0.1:12001, timeout  | fe1",
                "no answer of 192.0.2.1                        | fe1",
                "deploy on FE1 failed                          | fe1",
                "deploy on fe11 failed                         | fe11",
                "no route to [fd00::11]                        | fe11",
                "OS_WEB02: access denied                       | fe2",
                "no answer from controller.example.            | fe2",
                "10.0.0.10 did not answer                      | -",
                "the controller is busy                        | -",
                "localhost refused it                          | -",
                "module fe1-shop was published                 | -",
            })
    void message_isAboutTheServerWhoseNameIsAWordInIt(String message, @Nullable String expected) {
        assertThat(NamedServers.in(message, farm.environment()))
                .extracting(Server::id)
                .isEqualTo(expected == null ? java.util.List.of() : java.util.List.of(expected));
    }
}
