package org.osfailover.servicecenter.soap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on loopback that answers SOAP calls as it is told, well or badly. */
final class SimulatedServiceCenter implements AutoCloseable {

    /** How a call is answered. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    /** A call as it arrived. */
    record Request(String path, String action, String contentType, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    SimulatedServiceCenter() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    List<Request> requests() {
        return requests;
    }

    List<Request> requests(String operation) {
        return requests.stream()
                .filter(r -> r.action().endsWith("/" + operation))
                .toList();
    }

    /** The inner XML of the operation's response element. */
    SimulatedServiceCenter answers(String operation, String content) {
        return on(
                operation,
                200,
                "text/xml; charset=utf-8",
                envelope("<" + operation + "Response xmlns=\"http://www.outsystems.com\">" + content + "</" + operation
                        + "Response>"));
    }

    SimulatedServiceCenter faults(String operation, String words) {
        return on(
                operation,
                500,
                "text/xml; charset=utf-8",
                envelope("<soap:Fault><faultcode>soap:Server</faultcode><faultstring>" + words
                        + "</faultstring></soap:Fault>"));
    }

    SimulatedServiceCenter on(String operation, int status, String contentType, String body) {
        return on(operation, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", contentType);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        });
    }

    SimulatedServiceCenter on(String operation, Answer answer) {
        answers.put(operation, answer);
        return this;
    }

    static String envelope(String body) {
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
                + "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>" + body
                + "</soap:Body></soap:Envelope>";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String action = header(exchange, "SOAPAction").replace("\"", "");
            requests.add(new Request(
                    exchange.getRequestURI().getPath(),
                    action,
                    header(exchange, "Content-Type"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Answer answer = answers.get(action.substring(action.lastIndexOf('/') + 1));
            if (answer == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                answer.to(exchange);
            }
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
