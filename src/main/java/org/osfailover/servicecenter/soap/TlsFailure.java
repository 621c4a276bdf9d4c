package org.osfailover.servicecenter.soap;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Why no safe connection came about, and what to do about it. Nothing was sent then. */
final class TlsFailure {

    private static final String TRUST = "put the certificate of the authority that issued it (PEM) into"
            + " serviceCenter.trustStore, or into the JVM's trust store";

    private TlsFailure() {}

    /** Null where the error is not one of making the connection safe. */
    static @Nullable String words(Throwable error) {
        SSLException tls = Causes.find(error, SSLException.class);
        if (tls == null) {
            return null;
        }
        if (Causes.find(error, CertificateExpiredException.class) != null) {
            return "its certificate has expired. Renew it there";
        }
        if (Causes.find(error, CertificateNotYetValidException.class) != null) {
            return "its certificate is not valid yet. Compare the clocks of both machines";
        }
        String said = String.valueOf(tls.getMessage());
        CertificateException certificate = Causes.find(error, CertificateException.class);
        if (said.contains("certification path") || Causes.find(error, CertPathValidatorException.class) != null) {
            return "its certificate is not trusted here (" + said + "): " + TRUST;
        }
        if (certificate != null) {
            return "its certificate is for another name (" + certificate.getMessage()
                    + "). Write a host into serviceCenter.url that the certificate names";
        }
        if (said.toLowerCase(Locale.ROOT).contains("unrecognized ssl message")) {
            return "it does not speak TLS there. Check scheme and port of serviceCenter.url";
        }
        return tls instanceof SSLHandshakeException
                ? "the TLS handshake failed (" + said + "). Check the server's TLS settings and certificate"
                : null;
    }
}
