package org.osfailover.farm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.CheckFinding.Code;

class FarmReadingTest {

    private static Farms threeServers() {
        return new Farms()
                .server("h1", "10.0.0.1", "blue", "203.0.113.1", "CTRL01", "ctrl01.corp.example", "2001:db8::1")
                .server("h2", "fe02.corp.example", "green", "203.0.113.2")
                .server("h3", "OS_FE03", "green", "203.0.113.3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "CTRL01",
                "ctrl01.",
                "Ctrl01.Corp.Example",
                "ctrl01.other.example",
                "[2001:DB8:0:0:0:0:0:1]",
                "203.0.113.1"
            })
    void controllerIsCalledByAnyOfItsNames_isThatServer(String name) {
        FarmReading underTest =
                threeServers().names("h2", name).names("h3", name).reading();
        assertThat(underTest.controller()).map(Server::id).contains("h1");
        assertThat(underTest.eligibleAsController(
                        underTest.environment().server("h1").orElseThrow()))
                .isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void controllerCallsItselfLocalhost_isTheOneThatTheOthersName() {
        FarmReading underTest = threeServers()
                .names("h1", "localhost", PlatformService.CONTROLLER)
                .names("h2", "CTRL01")
                .reading();
        assertThat(underTest.controller()).map(Server::id).contains("h1");
        assertThat(Invariants.of(underTest, Set.of(), true)).isEmpty();
        assertThat(FarmComparison.of(underTest, Set.of()))
                .filteredOn(found -> found.finding().code() == Code.NAMES)
                .singleElement()
                .satisfies(found -> assertThat(found.finding().sentence())
                        .contains("The servers spell one Controller, h1, in different ways: ")
                        .contains("CTRL01", "localhost"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SERVER_UNREACHABLE | no route to host | h1 can't be reached: no route to host",
                "SERVER_UNREACHABLE | h1 (10.0.0.1:22) can't be reached: refused. | h1 (10.0.0.1:22) can't be reached: refused",
                "SERVER_UNREACHABLE | h1: it does not answer | h1: it does not answer",
                "HOST_KEY_CHANGED | ops@10.0.0.1 shows another host key | h1: ops@10.0.0.1 shows another host key"
            })
    void serverOutOfReach_itsNameIsSaidOnceAndItIsNotSaidToBeUnreachableWhereItAnswers(
            RefusalCode code, String problem, String said) {
        assertThat(ServerReading.unreachable("h1", Instant.EPOCH, code, problem).outOfReach())
                .isEqualTo(said);
    }

    @Test
    void everybodySaysLocalhost_nobodyIsTheController() {
        FarmReading underTest = threeServers()
                .names("h1", "localhost")
                .names("h2", "127.0.0.1")
                .names("h3", "::1")
                .reading();
        assertThat(underTest.controller()).isEmpty();
        assertThat(Invariants.of(underTest, Set.of(), true)).hasSize(1);
    }

    @Test
    void shortNameOfALongAddress_isThatServer() {
        FarmReading underTest =
                threeServers().names("h1", "FE02").names("h3", "fe02").reading();
        assertThat(underTest.controller()).map(Server::id).contains("h2");
    }

    @Test
    void shortNameOfTwoServers_isNobodys() {
        Environment underTest = new Farms()
                .server("a", "fe.one.example", "blue")
                .server("b", "fe.two.example", "blue")
                .environment();
        assertThat(underTest.serverNamed("fe")).isEmpty();
        assertThat(underTest.serverNamed("FE.one.example.")).map(Server::id).contains("a");
    }

    @Test
    void twoServersBehindOneSshHost_thatHostIsNobodysName() {
        Environment underTest = new Farms()
                .server("a", "10.0.0.1", "blue", "gateway.example")
                .server("b", "10.0.0.2", "blue", "gateway.example")
                .environment();
        assertThat(underTest.serverNamed("gateway.example")).isEmpty();
    }

    @Test
    void addressOfOneIsTheSshHostOfAnother_theAddressCounts() {
        Environment underTest = new Farms()
                .server("a", "10.0.0.1", "blue", "10.0.0.2")
                .server("b", "10.0.0.2", "blue", "192.0.2.2")
                .environment();
        assertThat(underTest.serverNamed("10.0.0.2")).map(Server::id).contains("b");
    }

    @Test
    void nameIsUnknownAndAServerSaysThatItIsCalledSo_isThatServerAndWarnedAbout() {
        FarmReading underTest = threeServers()
                .reads("h1", "srv-77", List.of("SRV-77.corp.example"), PlatformService.CONTROLLER)
                .names("h2", "SRV-77")
                .names("h3", "SRV-77")
                .reading();
        assertThat(underTest.controller()).map(Server::id).contains("h1");
        assertThat(FarmComparison.of(underTest, Set.of()))
                .filteredOn(found -> found.finding().code() == Code.NAMES)
                .extracting(found -> found.finding().remedy())
                .allMatch(remedy -> remedy.startsWith("Add 'SRV-77' to the 'aliases:' of h1")
                        || remedy.startsWith("Add 'srv-77' to the 'aliases:' of h1"));
    }

    @Test
    void twoServersSayThatTheyAreCalledSo_nobodyIs() {
        FarmReading underTest = threeServers()
                .reads("h1", "TEMPLATE", List.of("template"))
                .reads("h2", "TEMPLATE", List.of("template"))
                .reading();
        assertThat(underTest.controller()).isEmpty();
    }

    @Test
    void nameThatNobodyKnows_isAWarningThatNamesItAndTheOnlyEnabledControllerCounts() {
        FarmReading underTest = threeServers()
                .names("h1", "NAT-7", PlatformService.CONTROLLER)
                .names("h2", "NAT-7")
                .reading();
        assertThat(underTest.controller()).map(Server::id).contains("h1");
        assertThat(Invariants.of(underTest, Set.of(), true)).isEmpty();
        assertThat(FarmComparison.of(underTest, Set.of()))
                .filteredOn(found -> found.finding().code() == Code.NAMES)
                .hasSize(2)
                .allSatisfy(found -> assertThat(found.finding().sentence()).contains("names NAT-7 as the Controller"));
    }

    @Test
    void nothingOfAGroupCanBeRead_isUnknownAndNeverPassive() {
        FarmReading underTest =
                threeServers().names("h2", "10.0.0.1").names("h3", "10.0.0.1").reading();
        assertThat(underTest.group("blue").state()).isEqualTo(GroupReading.State.UNKNOWN);
        assertThat(underTest.group("blue").reason()).isEqualTo("nothing of it can be read (h1: it was not read)");
        assertThat(underTest.passiveGroups()).containsExactly("green");
        assertThat(underTest.activeGroups()).isEmpty();
        assertThat(FarmComparison.of(underTest, Set.of()))
                .filteredOn(found -> found.finding().code() == Code.GROUPS)
                .singleElement()
                .satisfies(found -> assertThat(found.finding().sentence()).contains("not known: blue"));
    }

    @Test
    void oneServerOfAGroupCanBeRead_theGroupIsWhatThatOneIs() {
        FarmReading underTest = threeServers()
                .names("h1", "10.0.0.1", PlatformService.SCHEDULER)
                .names("h3", "10.0.0.1")
                .reading();
        assertThat(underTest.activeGroups()).containsExactly("blue");
        assertThat(underTest.group("green").state()).isEqualTo(GroupReading.State.PASSIVE);
        assertThat(underTest.group("green").reason()).contains("as far as it can be read", "h2");
    }
}
