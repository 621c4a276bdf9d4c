package org.osfailover.servicecenter.soap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.osfailover.farm.TextFile;

/** The authorities of one environment: what they did not issue is not trusted, whatever the JVM trusts. */
final class TrustStore {

    private TrustStore() {}

    /**
     * Reads a PEM file.
     *
     * @throws IOException it can't be read, or holds no certificate
     * @throws GeneralSecurityException what it holds are no certificates
     */
    static SSLContext read(Path pem) throws IOException, GeneralSecurityException {
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        InputStream in = new ByteArrayInputStream(TextFile.armoured(Files.readAllBytes(pem)));
        int count = 0;
        for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
            authorities.setCertificateEntry("authority-" + count++, certificate);
        }
        if (authorities.size() == 0) {
            throw new IOException("it holds no certificate");
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
