package org.osfailover.servicecenter.soap;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osfailover.servicecenter.soap.HttpResult.Response;
import org.osfailover.servicecenter.soap.SoapAnswer.Answered;
import org.osfailover.servicecenter.soap.SoapAnswer.Ending;
import org.osfailover.servicecenter.soap.SoapAnswer.Fault;
import org.osfailover.servicecenter.soap.SoapAnswer.NotProcessed;
import org.osfailover.servicecenter.soap.SoapAnswer.Unclear;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * Sends a call and says what came of it. A call that changes something is sent on a connection of its own and once. One
 * that only reads may use a kept connection, and is sent again if that turns out to be dead.
 */
final class SoapClient {

    private static final Pattern TIMEOUT = Pattern.compile("time[ -]?out|timed out", Pattern.CASE_INSENSITIVE);
    private static final int WORDS_LIMIT = 1000;

    private final ServiceCenterHttp http;
    private final URI base;
    private final ServiceCenterSettings settings;

    SoapClient(ServiceCenterHttp http, URI base, ServiceCenterSettings settings) {
        this.http = http;
        this.base = base;
        this.settings = settings;
    }

    SoapAnswer read(SoapCall call, Duration timeout) {
        HttpResult result = http.send(request(call, timeout), timeout);
        boolean lost = result instanceof HttpResult.Unclear unclear && unclear.ending() == Ending.CONNECTION_LOST;
        return judge(lost ? http.send(request(call, timeout), timeout) : result);
    }

    SoapAnswer change(SoapCall call, Duration timeout) {
        return judge(http.sendOnce(request(call, timeout), timeout));
    }

    private HttpRequest request(SoapCall call, Duration timeout) {
        return HttpRequest.newBuilder(URI.create(base + "/" + settings.path(call.service())))
                .timeout(timeout)
                .header("Content-Type", "text/xml; charset=utf-8")
                .header("SOAPAction", "\"" + settings.soapAction(call.service(), call.operation()) + "\"")
                .header("Accept", "text/xml")
                .POST(HttpRequest.BodyPublishers.ofByteArray(call.envelope(settings.namespace())))
                .build();
    }

    private static SoapAnswer judge(HttpResult result) {
        if (result instanceof HttpResult.NotSent notSent) {
            return new NotProcessed(notSent.reason(), false, notSent.mayPass());
        }
        if (result instanceof HttpResult.Unclear unclear) {
            return new Unclear(unclear.reason(), unclear.ending());
        }
        return judge((Response) result);
    }

    private static SoapAnswer judge(Response response) {
        int status = response.status();
        Optional<String> refusal = HttpRefusal.of(response);
        if (refusal.isPresent()) {
            return new NotProcessed(refusal.get(), true, status == HttpRefusal.NOT_AVAILABLE);
        }
        if (status == 200 || status == 202 || status == 500 || status == 400) {
            return content(response);
        }
        return new Unclear(HttpRefusal.answers(response) + WebPage.of(response).named(), Ending.ANSWERED);
    }

    private static SoapAnswer content(Response response) {
        String answers = HttpRefusal.answers(response);
        WebPage page = WebPage.of(response);
        if (page.isPage()) {
            return new Unclear(
                    answers + " with a web page instead of a SOAP message"
                            + (page.asksForLogin() ? ", one that asks for a login" : "") + page.named(),
                    Ending.ANSWERED);
        }
        try {
            return envelope(
                    answers,
                    response.status(),
                    SecureXml.parse(
                            response.body(),
                            response.headers().firstValue("Content-Type").orElse("")));
        } catch (SAXException e) {
            return new Unclear(
                    answers + " with something that is not readable XML: " + e.getMessage(), Ending.ANSWERED);
        }
    }

    private static SoapAnswer envelope(String answers, int status, Document document) {
        Element root = document.getDocumentElement();
        Optional<Element> body = SecureXml.name(root).equals("Envelope") ? body(root) : Optional.empty();
        List<Element> content = body.map(SecureXml::children).orElse(List.of());
        if (body.isEmpty() || content.isEmpty()) {
            return new Unclear(
                    answers + " with <" + SecureXml.name(root) + ">, which is not a SOAP message with a body",
                    Ending.ANSWERED);
        }
        Element first = content.get(0);
        if (!SecureXml.name(first).equals("Fault")) {
            return status < 300
                    ? new Answered(first)
                    : new Unclear(answers + " with <" + SecureXml.name(first) + ">", Ending.ANSWERED);
        }
        String words = faultWords(first);
        return TIMEOUT.matcher(words).find()
                ? new Unclear(answers + " with an error: " + words, Ending.ANSWERED)
                : new Fault(words);
    }

    private static Optional<Element> body(Element envelope) {
        return SecureXml.children(envelope).stream()
                .filter(e -> SecureXml.name(e).equals("Body"))
                .findFirst();
    }

    /** SOAP 1.1: faultstring; SOAP 1.2: Reason/Text; and what the detail adds. */
    private static String faultWords(Element fault) {
        String words = SecureXml.text(fault, "faultstring")
                .or(() -> SecureXml.text(fault, "Text"))
                .orElse("");
        String detail =
                SecureXml.text(fault, "detail").filter(d -> !words.contains(d)).orElse("");
        String all = (words + (detail.isEmpty() ? "" : " (" + detail + ")")).trim();
        return all.isEmpty() ? "an error without words" : brief(all);
    }

    static String brief(String words) {
        String oneLine = words.replaceAll("\\s+", " ").strip();
        return oneLine.length() <= WORDS_LIMIT ? oneLine : oneLine.substring(0, WORDS_LIMIT) + "…";
    }
}
