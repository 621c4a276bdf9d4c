package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as somebody starts it for the first time in production, as a process of its own, with its whole output. */
class FirstStartIT {

    private static final String ADMINISTRATOR = "--camunda.bpm.admin-user.id=ada";
    private static final String PASSWORD = "--camunda.bpm.admin-user.password=ada-secret";
    private static final String DATABASE = "--spring.datasource.url=jdbc:h2:file:./failover";
    private static final String ANY_PORT = "--server.port=0";

    @TempDir
    private Path folder;

    @BeforeEach
    void inventory() throws IOException {
        Files.writeString(folder.resolve("environments.yaml"), """
                environments:
                  - id: production
                    stack: dotnet
                    serviceCenter:
                      url: http://127.0.0.1:9/ServiceCenter
                      credentials: production-service-center
                    servers:
                      - id: fe1
                        address: 127.0.0.1
                        group: blue
                        ssh:
                          user: failover
                          credentials: production-ssh
                          hostKey: "SHA256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                      - id: fe2
                        address: 127.0.0.2
                        group: green
                        ssh:
                          user: failover
                          credentials: production-ssh
                          hostKey: "SHA256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                """);
    }

    /** @param exitCode of the process */
    private record Ended(int exitCode, String output) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = start(output, arguments);
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }

    private Process start(Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.osfailover.OutSystemsFailoverApplication"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** One refusal: no stack trace, nothing of the database or the engine, and the words. */
    private void assertRefused(Ended ended, String... words) {
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
        assertThat(ended.output()).contains(words).doesNotContain("\tat ", "Hikari", "Flyway", "Exception", "-secret");
        assertThat(ended.output().lines().count()).as(ended.output()).isLessThan(40);
        assertThat(folder.resolve("failover.mv.db")).doesNotExist();
    }

    @Test
    void nothingIsThere_oneRefusalNamesAllOfIt() throws Exception {
        Files.delete(folder.resolve("environments.yaml"));

        assertRefused(
                run("--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/failover", "--server.address=192.0.2.1"),
                "there is no file " + folder.toRealPath().resolve("environments.yaml"),
                "The database jdbc:postgresql://127.0.0.1:1/failover can't be reached",
                "server.address is '192.0.2.1', which is no address of this machine");
    }

    @Test
    void nobodyCouldLogIn_isRefused() throws Exception {
        assertRefused(
                run(DATABASE, ANY_PORT),
                "Nobody could log in: there is no administrator in the database, and camunda.bpm.admin-user.id is not",
                "this user makes the others in Admin");
        assertRefused(
                run(DATABASE, ANY_PORT, ADMINISTRATOR),
                "camunda.bpm.admin-user.id is set and camunda.bpm.admin-user.password is not");
    }

    @Test
    void placeholderThatNobodySet_isNamedWithItsPlace() throws Exception {
        Files.writeString(
                folder.resolve("application.properties"),
                "spring.datasource.password=${DB_PASSWORD_OF_NOBODY}\nfailover.inventory=${NO_INVENTORY}\n");

        assertRefused(
                run(DATABASE, ANY_PORT, ADMINISTRATOR, PASSWORD),
                "The setting spring.datasource.password (",
                "application.properties] - 1:28) needs ${DB_PASSWORD_OF_NOBODY}, which is not set.",
                "needs ${NO_INVENTORY}, which is not set.");
    }

    @Test
    void keyFileIsMissingOrNoKey_isRefusedWithTheServerThatNeedsIt() throws Exception {
        Files.writeString(folder.resolve("no-key"), "this is a shopping list\n");

        assertRefused(
                run(
                        DATABASE,
                        ANY_PORT,
                        ADMINISTRATOR,
                        PASSWORD,
                        "--failover.credentials.production-ssh.private-key-file=./gone"),
                "the private key ./gone (failover.credentials.production-ssh.privateKeyFile) for fe1",
                "does not exist");
        assertRefused(
                run(
                        DATABASE,
                        ANY_PORT,
                        ADMINISTRATOR,
                        PASSWORD,
                        "--failover.credentials.production-ssh.private-key-file=./no-key"),
                "can't be used: it must be a private key");
    }

    @Test
    void portIsTaken_isRefusedBeforeTheDatabaseIsMade() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused(
                    run(
                            DATABASE,
                            ADMINISTRATOR,
                            PASSWORD,
                            "--server.address=127.0.0.1",
                            "--server.port=" + taken.getLocalPort()),
                    "Port " + taken.getLocalPort() + " can't be listened on");
        }
    }

    @Test
    void databaseRefusesThePassword_orIsOpenElsewhere_isSaid() throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("other");
        try (Connection open = DriverManager.getConnection(url, "ours", "right")) {
            assertThat(open.isValid(1)).isTrue();
            assertRefused(
                    run("--spring.datasource.url=" + url, ANY_PORT, ADMINISTRATOR, PASSWORD),
                    "The database " + url + " is open in another program.");
        }
        assertRefused(
                run(
                        "--spring.datasource.url=" + url,
                        "--spring.datasource.username=ours",
                        "--spring.datasource.password=wrong-secret",
                        ANY_PORT,
                        ADMINISTRATOR,
                        PASSWORD),
                "The database " + url + " refuses the user 'ours'");
    }

    @Test
    void allIsThere_checkSaysSoAndStartsNothing_theStartEndsWithAWelcome() throws Exception {
        Ended check = run("check", DATABASE, ANY_PORT, ADMINISTRATOR, PASSWORD);

        assertThat(check.exitCode()).as(check.output()).isZero();
        assertThat(check.output())
                .startsWith("Nothing stands in the way of a start. Nothing was started.")
                .contains("production     2 servers, not verified: never checked")
                .contains("jdbc:h2:file:./failover (made at the start)")
                .contains("Not safe       passwords and licence files travel as plain HTTP")
                .doesNotContain("Exception");
        assertThat(folder.resolve("failover.mv.db")).doesNotExist();

        Path log = folder.resolve("log");
        Process program = start(
                log,
                DATABASE,
                ANY_PORT,
                ADMINISTRATOR,
                PASSWORD,
                "--server.address=127.0.0.1",
                "--failover.readiness.timer=false");
        try {
            org.awaitility.Awaitility.await()
                    .atMost(RunningProgram.PATIENCE)
                    .until(() -> !program.isAlive() || Files.readString(log).contains("the program is ready."));
            String welcome = Files.readString(log);
            assertThat(welcome.substring(welcome.indexOf("the program is ready."))
                            .lines())
                    .anyMatch(line -> line.matches("  Address +http://127\\.0\\.0\\.1:\\d+"))
                    .contains(
                            "  Inventory      " + folder.toRealPath().resolve("environments.yaml"),
                            "  production     2 servers, not verified: never checked")
                    .anyMatch(line -> line.contains("is in the group platform-operators: an administrator adds users"))
                    .anyMatch(line -> line.startsWith("  Not safe       the database is H2"))
                    .noneMatch(line -> line.contains("plain HTTP"));
        } finally {
            program.destroy();
            program.waitFor(2, TimeUnit.MINUTES);
        }

        // the administrator is in the database now
        assertThat(run("check", DATABASE, ANY_PORT).exitCode()).isZero();
    }
}
