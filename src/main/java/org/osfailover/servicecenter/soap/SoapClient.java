package org.osfailover.servicecenter.soap;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.osfailover.servicecenter.soap.SoapAnswer.Answered;
import org.osfailover.servicecenter.soap.SoapAnswer.Ending;
import org.osfailover.servicecenter.soap.SoapAnswer.Fault;
import org.osfailover.servicecenter.soap.SoapAnswer.NotProcessed;
import org.osfailover.servicecenter.soap.SoapAnswer.Unclear;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * Sends a call and says what came of it. Redirects are not followed, answers are bounded, and the whole call, its body
 * included, has one deadline. A call that changes something is sent on a connection of its own and once: a connection
 * kept alive that the server closes at that moment would turn "not sent" into "unknown". One that only reads may use a
 * kept connection, and is sent again if that turns out to be dead.
 */
final class SoapClient {

    static final int ANSWER_LIMIT = 2 * 1024 * 1024;

    private static final Pattern TITLE = Pattern.compile("<title[^>]*>\\s*([^<]{1,200})", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIMEOUT = Pattern.compile("time[ -]?out|timed out", Pattern.CASE_INSENSITIVE);
    private static final int WORDS_LIMIT = 1000;

    private final HttpClient forReading;
    private final URI base;
    private final ServiceCenterSettings settings;
    private final Duration connectTimeout;

    SoapClient(HttpClient forReading, URI base, ServiceCenterSettings settings, Duration connectTimeout) {
        this.forReading = forReading;
        this.base = base;
        this.settings = settings;
        this.connectTimeout = connectTimeout;
    }

    /** Without redirects, HTTP 1.1. */
    static HttpClient http(Duration connectTimeout) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
    }

    SoapAnswer read(SoapCall call, Duration timeout) {
        SoapAnswer answer = send(forReading, call, timeout);
        return answer instanceof Unclear unclear && unclear.ending() == Ending.CONNECTION_LOST
                ? send(forReading, call, timeout)
                : answer;
    }

    SoapAnswer change(SoapCall call, Duration timeout) {
        return send(http(connectTimeout), call, timeout);
    }

    private SoapAnswer send(HttpClient http, SoapCall call, Duration timeout) {
        URI uri = URI.create(base + "/" + settings.path(call.service()));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Content-Type", "text/xml; charset=utf-8")
                .header("SOAPAction", "\"" + settings.soapAction(call.service(), call.operation()) + "\"")
                .header("Accept", "text/xml")
                .POST(HttpRequest.BodyPublishers.ofByteArray(call.envelope(settings.namespace())))
                .build();
        CompletableFuture<HttpResponse<byte[]>> sent =
                http.sendAsync(request, response -> new BoundedBody(ANSWER_LIMIT));
        try {
            return judge(uri, sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            sent.cancel(true);
            return timedOut(uri, timeout);
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            return new Unclear(uri + ": the call was interrupted", Ending.CONNECTION_LOST);
        } catch (ExecutionException e) {
            return failed(uri, e.getCause() == null ? e : e.getCause(), timeout);
        }
    }

    private static SoapAnswer timedOut(URI uri, Duration timeout) {
        return new Unclear(uri + " did not answer completely within " + timeout.toSeconds() + " s", Ending.TIMED_OUT);
    }

    private SoapAnswer failed(URI uri, Throwable error, Duration timeout) {
        if (error instanceof HttpConnectTimeoutException) {
            return notConnected(uri + " can't be reached: no connection within " + connectTimeout.toSeconds() + " s");
        }
        if (error instanceof ConnectException) {
            return notConnected(
                    hasCause(error, UnresolvedAddressException.class)
                            ? uri + " can't be reached: the name '" + uri.getHost() + "' is unknown"
                            : uri + " can't be reached: " + words(error, "connection refused"));
        }
        if (error instanceof UnknownHostException) {
            return notConnected(uri + " can't be reached: the name '" + uri.getHost() + "' is unknown");
        }
        if (error instanceof SSLHandshakeException) {
            return notConnected(uri + " can't be reached safely: " + words(error, "TLS handshake failed")
                    + ". Check the certificate and the program's trust store");
        }
        if (error instanceof HttpTimeoutException) {
            return timedOut(uri, timeout);
        }
        if (error instanceof BoundedBody.TooLongException) {
            return new Unclear(uri + ": " + words(error, "the answer is too long"), Ending.ANSWERED);
        }
        return new Unclear(
                uri + ": the connection ended before the answer did: " + words(error, "no reason given"),
                Ending.CONNECTION_LOST);
    }

    private static NotProcessed notConnected(String reason) {
        return new NotProcessed(reason, false);
    }

    private static String words(Throwable error, String otherwise) {
        String message = error.getMessage();
        return message == null || message.isBlank() ? otherwise : message;
    }

    private static boolean hasCause(Throwable error, Class<? extends Throwable> type) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static SoapAnswer judge(URI uri, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        String answer = uri + " answers HTTP " + status;
        if (status >= 300 && status < 400) {
            return notProcessed(answer + ", a redirect to "
                    + response.headers().firstValue("Location").orElse("nowhere")
                    + ". Redirects are not followed: write the final address into serviceCenter.url");
        }
        if (status == 401 || status == 403 || status == 404 || status == 405 || status == 503) {
            return notProcessed(answer + meaning(status) + page(response.body()));
        }
        if (status == 200 || status == 202 || status == 500 || status == 400) {
            return content(uri, status, response.body());
        }
        return new Unclear(answer + page(response.body()), Ending.ANSWERED);
    }

    private static String meaning(int status) {
        return switch (status) {
            case 401, 403 -> ": access is refused by the web server, not by Service Center";
            case 404 ->
                ": there is no such service. Check serviceCenter.url and that Service Center is installed there";
            case 405 -> ": this address takes no SOAP calls. Check serviceCenter.url";
            default -> ": Service Center is not available at the moment";
        };
    }

    private static NotProcessed notProcessed(String reason) {
        return new NotProcessed(reason, true);
    }

    private static SoapAnswer content(URI uri, int status, byte[] body) {
        if (isHtml(body)) {
            return new Unclear(
                    uri + " answers HTTP " + status + " with a web page instead of a SOAP message" + page(body),
                    Ending.ANSWERED);
        }
        Document document;
        try {
            document = SecureXml.parse(body);
        } catch (SAXException e) {
            return new Unclear(
                    uri + " answers HTTP " + status + " with something that is not readable XML: "
                            + words(e, "no reason given"),
                    Ending.ANSWERED);
        }
        return envelope(uri, status, document);
    }

    private static SoapAnswer envelope(URI uri, int status, Document document) {
        Element root = document.getDocumentElement();
        Optional<Element> body = SecureXml.name(root).equals("Envelope") ? body(root) : Optional.empty();
        List<Element> content = body.map(SecureXml::children).orElse(List.of());
        if (body.isEmpty() || content.isEmpty()) {
            return new Unclear(
                    uri + " answers HTTP " + status + " with <" + SecureXml.name(root)
                            + ">, which is not a SOAP message with a body",
                    Ending.ANSWERED);
        }
        Element first = content.get(0);
        if (!SecureXml.name(first).equals("Fault")) {
            return status < 300
                    ? new Answered(first)
                    : new Unclear(
                            uri + " answers HTTP " + status + " with <" + SecureXml.name(first) + ">", Ending.ANSWERED);
        }
        String words = faultWords(first);
        return TIMEOUT.matcher(words).find()
                ? new Unclear(uri + " answers with an error: " + words, Ending.ANSWERED)
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
        String detail = SecureXml.text(fault, "detail")
                .or(() -> SecureXml.text(fault, "Detail"))
                .filter(d -> !words.contains(d))
                .orElse("");
        String all = (words + (detail.isEmpty() ? "" : " (" + detail + ")")).trim();
        return all.isEmpty() ? "an error without words" : brief(all);
    }

    private static boolean isHtml(byte[] body) {
        String start = start(body).stripLeading().toLowerCase(Locale.ROOT);
        return start.startsWith("<!doctype html") || start.startsWith("<html");
    }

    /** What a web page is about, where the answer is one. */
    private static String page(byte[] body) {
        Matcher title = TITLE.matcher(start(body));
        return title.find() ? " (\"" + title.group(1).strip() + "\")" : "";
    }

    private static String start(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, 4096), StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    static String brief(String words) {
        String oneLine = words.replaceAll("\\s+", " ").strip();
        return oneLine.length() <= WORDS_LIMIT ? oneLine : oneLine.substring(0, WORDS_LIMIT) + "…";
    }
}
