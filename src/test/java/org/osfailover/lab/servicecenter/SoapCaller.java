package org.osfailover.lab.servicecenter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Calls a Service Center as its published descriptions say, with envelopes written by hand. */
final class SoapCaller {

    static final String MESSAGES = "http://www.outsystems.com";
    static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(60)).build();
    private final String baseUrl;

    /** @param baseUrl e.g. {@code http://127.0.0.1:1234/ServiceCenter} */
    SoapCaller(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    /** The answer's message element; fails where it is none. */
    Element call(String service, String operation, String elements) throws Exception {
        HttpResponse<String> response = post(service, operation, elements);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/xml; charset=utf-8");
        Element message = message(response.body());
        assertThat(message.getLocalName()).isEqualTo(operation + "Response");
        assertThat(message.getNamespaceURI()).isEqualTo(MESSAGES);
        return message;
    }

    /** The words of the fault; fails where there is none. */
    String fault(String service, String operation, String elements) throws Exception {
        return faultIn(post(service, operation, elements));
    }

    static String faultIn(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(500);
        Element fault = message(response.body());
        assertThat(fault.getLocalName()).isEqualTo("Fault");
        assertThat(fault.getNamespaceURI()).isEqualTo(SOAP);
        assertThat(children(fault).get(0).getTextContent()).startsWith("soap:");
        return children(fault).get(1).getTextContent();
    }

    HttpResponse<String> post(String service, String operation, String elements)
            throws IOException, InterruptedException {
        return send(
                service,
                envelope("<" + operation + " xmlns=\"" + MESSAGES + "\">" + elements + "</" + operation + ">"),
                Map.of(
                        "Content-Type",
                        "text/xml; charset=utf-8",
                        "SOAPAction",
                        "\"http://ServiceCenter/" + service + "/" + operation + "\""));
    }

    static String envelope(String message) {
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"" + SOAP + "\"><soap:Body>"
                + message + "</soap:Body></soap:Envelope>";
    }

    HttpResponse<String> send(String service, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl + "/" + service + ".asmx"))
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(baseUrl + path))
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    static Document xml(String text) throws Exception {
        var factory = javax.xml.parsers.DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder()
                .parse(new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Element message(String envelope) throws Exception {
        Element root = xml(envelope).getDocumentElement();
        assertThat(root.getLocalName()).isEqualTo("Envelope");
        assertThat(root.getNamespaceURI()).isEqualTo(SOAP);
        return children(children(root).get(0)).get(0);
    }

    static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    static List<String> names(Element parent) {
        return children(parent).stream().map(Element::getLocalName).toList();
    }

    static Element child(Element parent, String name) {
        return children(parent).stream()
                .filter(e -> e.getLocalName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " among " + names(parent)));
    }

    static String text(Element parent, String name) {
        return child(parent, name).getTextContent();
    }
}
