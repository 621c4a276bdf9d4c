package org.osfailover.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.farm.Stack;
import org.osfailover.remote.RemoteShell;

class StackPlatformServersTest {

    private static final Server SERVER = new Server(
            "fe1",
            "10.0.0.12",
            "blue",
            true,
            new SshEndpoint("10.0.0.12", 22, "failover", "ssh", "SHA256:x", null, Elevation.NONE, null));

    private final PlatformServer dotnetServer = fake(PlatformServer.class);
    private final PlatformServer javaServer = fake(PlatformServer.class);
    private final RemoteShell shell = fake(RemoteShell.class);

    @Test
    void on_eachStack_isMadeByItsAdapter() {
        StackPlatformServers underTest = servers(adapter(Stack.DOTNET, dotnetServer), adapter(Stack.JAVA, javaServer));

        assertThat(underTest.on(environment(Stack.DOTNET, Map.of()), SERVER, RunStep.reading("test")))
                .isSameAs(dotnetServer);
        assertThat(underTest.on(environment(Stack.JAVA, Map.of()), SERVER, RunStep.reading("test")))
                .isSameAs(javaServer);
    }

    @Test
    void on_stackWithoutAdapter_isAnErrorThatNamesIt() {
        StackPlatformServers underTest = servers(adapter(Stack.DOTNET, dotnetServer));

        assertThatThrownBy(() -> underTest.on(environment(Stack.JAVA, Map.of()), SERVER, RunStep.reading("test")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("JAVA");
    }

    @Test
    void twoAdaptersForOneStack_areRefused() {
        assertThatThrownBy(() -> servers(adapter(Stack.JAVA, javaServer), adapter(Stack.JAVA, dotnetServer)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("JAVA");
    }

    @Test
    void setting_overridden_isTheEnvironmentsValue() {
        PlatformSetting underTest = new PlatformSetting("dotnet.x", "usual", Evidence.ASSUMED, "nowhere", "a thing");

        assertThat(underTest.in(environment(Stack.DOTNET, Map.of()))).isEqualTo("usual");
        assertThat(underTest.in(environment(Stack.DOTNET, Map.of("dotnet.x", "other"))))
                .isEqualTo("other");
        assertThat(underTest.isOverriddenIn(environment(Stack.DOTNET, Map.of("dotnet.x", "usual"))))
                .isFalse();
    }

    private StackPlatformServers servers(StackAdapter... adapters) {
        return new StackPlatformServers((environment, server, step) -> shell, List.of(adapters));
    }

    private StackAdapter adapter(Stack stack, PlatformServer made) {
        return new StackAdapter() {
            @Override
            public Stack stack() {
                return stack;
            }

            @Override
            public PlatformServer on(Environment environment, Server server, RemoteShell given, RunStep step) {
                assertThat(given).isSameAs(shell);
                return made;
            }
        };
    }

    private static <T> T fake(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            return switch (method.getName()) {
                case "equals" -> proxy == args[0];
                case "hashCode" -> System.identityHashCode(proxy);
                case "toString" -> type.getSimpleName();
                default -> throw new UnsupportedOperationException(method.getName());
            };
        }));
    }

    private static Environment environment(Stack stack, Map<String, String> overrides) {
        return new Environment(
                "production",
                "Production",
                stack,
                Environment.ControllerStart.WITH_CONFIGURATION,
                Environment.RabbitMqPlacement.NONE,
                null,
                new Environment.Approvals(Environment.Approval.SELF, Environment.Approval.SELF),
                new Environment.TrafficSwitch.None(),
                Environment.LicenseInstallation.MANUAL,
                Environment.Republish.SERVICE_CENTER,
                Environment.AllContent.TRUSTED,
                Environment.ApplyConfiguration.UPGRADE_INSTALL,
                new Environment.ServiceCenterEndpoint("http://10.0.0.11/ServiceCenter", "sc", "All_Components"),
                List.of(SERVER),
                overrides);
    }
}
