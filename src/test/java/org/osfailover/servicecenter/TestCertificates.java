package org.osfailover.servicecenter;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** An authority of a company's own, and certificates that it issues, good ones and bad ones. */
public final class TestCertificates {

    private final KeyPair authorityKeys = keys();
    private final X500Name authorityName = new X500Name("CN=Own authority");
    private final X509Certificate authority;

    public TestCertificates() {
        Instant now = Instant.now();
        authority = issue(authorityName, authorityKeys, authorityName, authorityKeys, true, now, null);
    }

    /** The authority's certificate as PEM. */
    public Path pem(Path file) {
        try {
            return Files.writeString(
                    file,
                    "-----BEGIN CERTIFICATE-----\n"
                            + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                    .encodeToString(authority.getEncoded())
                            + "\n-----END CERTIFICATE-----\n");
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server with a certificate for that host (an address or a name). */
    public SSLContext server(String host) {
        return server(host, Instant.now());
    }

    /** A server whose certificate expired yesterday. */
    public SSLContext expired(String host) {
        return server(host, Instant.now().minus(Duration.ofDays(3)));
    }

    /** A server whose certificate begins tomorrow. */
    public SSLContext notYetValid(String host) {
        return server(host, Instant.now().plus(Duration.ofDays(3)));
    }

    /** A server that issued its certificate itself. */
    public SSLContext selfSigned(String host) {
        KeyPair own = keys();
        X500Name name = new X500Name("CN=" + host);
        return context(own, issue(name, own, name, own, false, Instant.now(), host));
    }

    private SSLContext server(String host, Instant around) {
        KeyPair own = keys();
        return context(
                own,
                issue(new X500Name("CN=" + host), own, authorityName, authorityKeys, false, around, host),
                authority);
    }

    private static SSLContext context(KeyPair keys, Certificate... chain) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", keys.getPrivate(), new char[0], chain);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate issue(
            X500Name subject,
            KeyPair subjectKeys,
            X500Name issuer,
            KeyPair issuerKeys,
            boolean isAuthority,
            Instant around,
            @Nullable String host) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(around.minus(Duration.ofDays(2))),
                    Date.from(around.plus(Duration.ofDays(2))),
                    subject,
                    subjectKeys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (host != null) {
                boolean isAddress = host.matches("[0-9.]+");
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(
                                isAddress ? GeneralName.iPAddress : GeneralName.dNSName,
                                isAddress ? InetAddress.getByName(host).getHostAddress() : host)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(
                            new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate())));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
