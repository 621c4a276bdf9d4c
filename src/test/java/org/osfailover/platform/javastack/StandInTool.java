package org.osfailover.platform.javastack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;

/**
 * A Configuration Tool as the vendor's is built: a shell script starts it, and it is a Java program that reads its terminal
 * in one of its many threads, listens on sockets in others, and runs shell scripts on its own terminal.
 */
@NullUnmarked
final class StandInTool {

    private final String folder;
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private StandInTool(String folder) {
        this.folder = folder;
    }

    @SuppressWarnings("SystemConsoleNull")
    public static void main(String[] arguments) throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            daemon(() -> {
                try {
                    socket.accept().close();
                } catch (IOException e) {
                    Thread.currentThread().interrupt();
                }
            });
            for (int i = 0; i < 10; i++) {
                daemon(() -> {
                    try {
                        TimeUnit.HOURS.sleep(1);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            new StandInTool(arguments[0]).run();
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() throws Exception {
        script("heading 'Is the database reachable?' yes; working 'Contacting the Deployment Controller Server'");
        ask("Host [db1]: ");
        System.console().readPassword("Admin Password [****]: ");
        String address = ask("Deployment Controller Server [10.0.0.12]: ");
        if (!ask("Apply these settings? (y/n) ").equals("y")) {
            System.exit(1);
        }
        script("save_controller " + address + "; chatter");
        if (ask("Restart all OutSystems services now? (y/n) ").equals("y")) {
            script("slow_restart");
        }
        System.out.print("Starting OutSystems Deployment Controller Service:");
        System.out.flush();
        TimeUnit.MILLISECONDS.sleep(1500);
        System.out.println(" OK");
        if (ask("Install Service Center? (y/n) ").equals("y")) {
            script("line Service Center installed");
        }
        script("line ended");
    }

    private String ask(String prompt) throws IOException {
        System.out.print(prompt);
        System.out.flush();
        return in.readLine();
    }

    private void script(String text) throws Exception {
        System.out.flush();
        new ProcessBuilder("bash", "-c", ". " + folder + "/farm.sh; " + text, folder + "/tool")
                .inheritIO()
                .start()
                .waitFor();
    }
}
