package org.osfailover.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Service Center as the published service descriptions have it, at every server's address, and no more than those two
 * services: who asks for the licence's state (ServiceStudio.asmx) gets a 404.
 */
final class UnseenServiceCenter implements AutoCloseable {

    static final String PASSWORD = "sc-pa$$ <word>&";

    private final List<HttpServer> servers = new ArrayList<>();
    private final Supplier<String> serialNumber;
    private final int port;
    private final AtomicInteger seen = new AtomicInteger();

    /** What was asked for and changes something, in order. */
    final List<String> changes = new CopyOnWriteArrayList<>();

    volatile boolean hasSolution = true;

    UnseenServiceCenter(List<String> addresses, Supplier<String> serialNumber) {
        this.serialNumber = serialNumber;
        try {
            this.port = PackagedProgram.freePort();
            for (String address : addresses) {
                HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
                server.createContext("/", this::answer);
                server.setExecutor(Executors.newCachedThreadPool());
                server.start();
                servers.add(server);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Matcher operation =
                Pattern.compile("<(?:\\w+:)?Body[^>]*>\\s*<(?:\\w+:)?(\\w+)").matcher(body);
        if (!operation.find()) {
            send(exchange, "GET".equals(exchange.getRequestMethod()) && path.endsWith("/") ? 200 : 404, "<html/>");
            return;
        }
        String name = operation.group(1);
        String response = path.endsWith("/ServiceCenter/OutSystemsPlatform.asmx")
                        || path.endsWith("/ServiceCenter/Solutions.asmx")
                ? response(name, body)
                : null;
        if (response == null) {
            send(exchange, 404, "<html><title>404 - File or directory not found.</title></html>");
        } else {
            send(
                    exchange,
                    200,
                    "<?xml version=\"1.0\" encoding=\"utf-8\"?><SOAP-ENV:Envelope xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\">"
                            + "<SOAP-ENV:Body><" + name + "Response xmlns=\"http://www.outsystems.com\">" + response
                            + "</" + name + "Response></SOAP-ENV:Body></SOAP-ENV:Envelope>");
        }
    }

    private String response(String operation, String body) {
        boolean login = "admin".equals(field(body, "username"))
                && PASSWORD.equals(field(body, "password")
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&amp;", "&"));
        return switch (operation) {
            case "GetPlatformInfo" -> "<Version>9.1.501.0</Version><Serial>" + serialNumber.get() + "</Serial>";
            case "SetLicense" -> {
                String file =
                        new String(Base64.getMimeDecoder().decode(field(body, "fileContent")), StandardCharsets.UTF_8);
                changes.add("SetLicense " + file);
                yield login && file.contains(serialNumber.get())
                        ? "<success>true</success><errorText/>"
                        : "<success>false</success><errorText>The license was issued to another server.</errorText>";
            }
            case "GetSolutionIdByName" -> "<SolutionId>" + (login && hasSolution ? 77 : 0) + "</SolutionId>";
            case "CreateAllSolution" -> {
                changes.add("CreateAllSolution " + field(body, "AllSolutionName"));
                hasSolution = true;
                yield "<SolutionId>77</SolutionId>";
            }
            case "PublishRunningVersion" -> {
                changes.add("PublishRunningVersion " + field(body, "SolutionName"));
                seen.set(0);
                yield "<SolutionPubId>4711</SolutionPubId>";
            }
            case "GetMessages" ->
                "<Messages>"
                        + switch (seen.incrementAndGet()) {
                            case 1 -> "1;Info;Compiling 'Directory'\n";
                            case 2 -> "1;Info;Compiling 'Directory'\n2;Info;Deploying 'Directory' to server fe2\n";
                            default ->
                                "1;Info;Compiling 'Directory'\n2;Info;Deploying 'Directory' to server fe2\n3;Info;Solution publish finished successfully\n";
                        }
                        + "</Messages>";
            default -> null;
        };
    }

    private static String field(String body, String name) {
        Matcher matcher =
                Pattern.compile("<(?:\\w+:)?" + name + "[^>]*>([^<]*)</").matcher(body);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/xml; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
    }
}
