package org.osfailover.servicecenter.soap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.osfailover.servicecenter.soap.SoapAnswer.Ending;

/**
 * Sends a request and says whether it can have got there. Redirects are not followed, answers are bounded (also when they
 * are unpacked), and the whole exchange, the answer's body included, has one deadline.
 */
final class ServiceCenterHttp {

    static final int ANSWER_LIMIT = 2 * 1024 * 1024;

    private final HttpClients clients;
    private final @Nullable Path trustStore;

    ServiceCenterHttp(HttpClients clients, @Nullable Path trustStore) {
        this.clients = clients;
        this.trustStore = trustStore;
    }

    /** Sends it on a connection that may have been used before. */
    HttpResult send(HttpRequest request, Duration timeout) {
        return send(request, timeout, false);
    }

    /**
     * Sends it once, on a connection of its own: one kept alive that the server closes at that moment would turn "not sent"
     * into "unknown".
     */
    HttpResult sendOnce(HttpRequest request, Duration timeout) {
        return send(request, timeout, true);
    }

    private HttpResult send(HttpRequest request, Duration timeout, boolean ownConnection) {
        URI uri = request.uri();
        HttpClient http;
        try {
            http = ownConnection ? clients.fresh(trustStore) : clients.keeping(trustStore);
        } catch (HttpClients.UnusableTrustStoreException e) {
            return new HttpResult.NotSent(uri + " was not called: " + words(e, "no reason given"));
        }
        CompletableFuture<HttpResponse<byte[]>> sent =
                http.sendAsync(request, response -> new BoundedBody(ANSWER_LIMIT));
        try {
            return decoded(uri, sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            sent.cancel(true);
            return timedOut(uri, timeout);
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            return new HttpResult.Unclear(uri + ": the call was interrupted", Ending.CONNECTION_LOST);
        } catch (ExecutionException e) {
            return failed(uri, e.getCause() == null ? e : e.getCause(), timeout);
        }
    }

    /** Some servers compress what nobody asked them to. */
    private static HttpResult decoded(URI uri, HttpResponse<byte[]> response) {
        String encoding = response.headers()
                .firstValue("Content-Encoding")
                .orElse("identity")
                .strip()
                .toLowerCase(Locale.ROOT);
        byte[] body = response.body();
        if (!encoding.equals("identity") && !encoding.isEmpty() && body.length > 0) {
            try (InputStream unpacked = unpacking(encoding, body)) {
                body = unpacked.readNBytes(ANSWER_LIMIT + 1);
            } catch (IOException e) {
                return new HttpResult.Unclear(
                        uri + " answers HTTP " + response.statusCode() + ", compressed ('" + encoding
                                + "') in a way that can't be read: " + words(e, "no reason given"),
                        Ending.ANSWERED);
            }
            if (body.length > ANSWER_LIMIT) {
                return tooLong(uri, new BoundedBody.TooLongException(ANSWER_LIMIT));
            }
        }
        return new HttpResult.Response(uri, response.statusCode(), response.headers(), body);
    }

    private static InputStream unpacking(String encoding, byte[] body) throws IOException {
        InputStream packed = new ByteArrayInputStream(body);
        return switch (encoding) {
            case "gzip", "x-gzip" -> new GZIPInputStream(packed);
            case "deflate" -> new InflaterInputStream(packed);
            default -> throw new IOException("only gzip and deflate are understood");
        };
    }

    private HttpResult failed(URI uri, Throwable error, Duration timeout) {
        if (error instanceof HttpConnectTimeoutException) {
            return notReached(
                    uri, "no connection within " + clients.connectTimeout().toSeconds() + " s");
        }
        if (error instanceof UnknownHostException
                || (error instanceof ConnectException
                        && Causes.find(error, UnresolvedAddressException.class) != null)) {
            return notReached(uri, "the name '" + uri.getHost() + "' is unknown");
        }
        if (error instanceof ConnectException) {
            return notReached(uri, words(error, "connection refused"));
        }
        String insecure = TlsFailure.words(error);
        if (insecure != null) {
            return new HttpResult.NotSent(uri + " can't be reached safely: " + insecure);
        }
        if (error instanceof HttpTimeoutException) {
            return timedOut(uri, timeout);
        }
        if (error instanceof BoundedBody.TooLongException tooLong) {
            return tooLong(uri, tooLong);
        }
        return new HttpResult.Unclear(
                uri + ": the connection ended before the answer did: " + words(error, "no reason given"),
                Ending.CONNECTION_LOST);
    }

    private HttpResult notReached(URI uri, String why) {
        return new HttpResult.NotSent(
                uri + " can't be reached" + (clients.usesProxy(uri) ? " through the proxy: " : ": ") + why, true);
    }

    private static HttpResult timedOut(URI uri, Duration timeout) {
        return new HttpResult.Unclear(
                uri + " did not answer completely within " + timeout.toSeconds() + " s", Ending.TIMED_OUT);
    }

    private static HttpResult tooLong(URI uri, BoundedBody.TooLongException error) {
        return new HttpResult.Unclear(uri + ": " + words(error, "the answer is too long"), Ending.ANSWERED);
    }

    private static String words(Throwable error, String otherwise) {
        String message = error.getMessage();
        return message == null || message.isBlank() ? otherwise : message;
    }
}
