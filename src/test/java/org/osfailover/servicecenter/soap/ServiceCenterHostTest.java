package org.osfailover.servicecenter.soap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Farms;
import org.osfailover.farm.Server;
import org.osfailover.farm.WebAddress;

class ServiceCenterHostTest {

    private static Environment environment(String url) {
        return new Farms()
                .server("h1", "10.0.0.1", "blue", "203.0.113.1", "CTRL01", "ctrl01.corp.example")
                .server("h2", "fe02.corp.example", "green", "203.0.113.2")
                .server("h3", "OS_FE03", "green", "203.0.113.3")
                .server("h4", "OS_FE04", "green", "OS_FE04", "2001:db8::4")
                .server("h5", "OS_nowhere", "green", "OS_nowhere")
                .environment(url);
    }

    @ParameterizedTest
    @CsvSource({
        "http://10.0.0.1/ServiceCenter, h2, http://fe02.corp.example/ServiceCenter",
        "http://CTRL01:8080/ServiceCenter, h2, http://fe02.corp.example:8080/ServiceCenter",
        "https://FE02/ServiceCenter, h1, https://10.0.0.1/ServiceCenter",
        "http://OS_FE03/ServiceCenter, h1, http://10.0.0.1/ServiceCenter",
        "http://OS_FE03:81/ServiceCenter, h3, http://203.0.113.3:81/ServiceCenter",
        "http://10.0.0.1/ServiceCenter, h4, http://[2001:db8::4]/ServiceCenter",
        "http://203.0.113.1/ServiceCenter, h2, http://203.0.113.2/ServiceCenter",
        "http://balancer.example/ServiceCenter, h2, http://balancer.example/ServiceCenter",
        "http://10.0.0.1/ServiceCenter, h5, http://OS-nowhere.invalid/ServiceCenter",
    })
    void configuredHostIsAServerByAnyOfItsNames_theControllersIsCalled(String url, String controller, String called) {
        Environment environment = environment(url);
        WebAddress configured = WebAddress.of(url).orElseThrow();
        Server server = environment.server(controller).orElseThrow();
        assertThat(configured.on(ServiceCenterHost.of(environment, configured, server)))
                .hasToString(called);
    }

    @Test
    void oneServerIsAsked_itsOwnUsableNameIsCalled() {
        Environment environment = environment("http://balancer.example/ServiceCenter");
        WebAddress configured = WebAddress.of(environment.serviceCenter().url()).orElseThrow();
        assertThat(ServiceCenterHost.at(
                        environment, configured, environment.server("h3").orElseThrow()))
                .isEqualTo("203.0.113.3");
    }

    @ParameterizedTest
    @CsvSource({"ftp://h/x", "http:///x", "http://u:p@h/x", "h/x", "http://h:99999/x", "http://a b/x", "http://h;x/"})
    void noHttpAddress_isNone(String text) {
        assertThat(WebAddress.of(text)).isEmpty();
    }
}
