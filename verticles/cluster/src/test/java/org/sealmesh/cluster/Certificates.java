package org.sealmesh.cluster;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// An authority of a test's own, and the PEM files of those it signs for.
final class Certificates {
  private final Path folder;
  private final String name;
  private final X509Bundle authority;

  private Certificates(Path folder, String name, X509Bundle authority) {
    this.folder = folder;
    this.name = name;
    this.authority = authority;
  }

  static Certificates authority(Path folder, String name) throws Exception {
    X509Bundle authority =
        template("CN=" + name)
            .setIsCertificateAuthority(true)
            .setKeyUsage(
                true,
                CertificateBuilder.KeyUsage.digitalSignature,
                CertificateBuilder.KeyUsage.keyCertSign)
            .buildSelfSigned();
    return new Certificates(folder, name, authority);
  }

  ClusterConfig.Tls issue(String subject) throws Exception {
    X509Bundle issued =
        template("CN=" + subject)
            .setKeyUsage(true, CertificateBuilder.KeyUsage.digitalSignature)
            .buildIssuedBy(authority);
    return new ClusterConfig.Tls(
        Optional.of(file(subject + ".crt", issued.getCertificatePathPEM())),
        Optional.of(file(subject + ".key", issued.getPrivateKeyPEM())),
        Optional.of(file("authority.crt", authority.getRootCertificatePEM())));
  }

  private Path file(String suffix, String pem) throws Exception {
    return Files.writeString(folder.resolve(name + "-" + suffix), pem);
  }

  private static CertificateBuilder template(String subject) {
    Instant now = Instant.now();
    return new CertificateBuilder()
        .algorithm(CertificateBuilder.Algorithm.ecp256)
        .notBefore(now.minus(Duration.ofHours(1)))
        .notAfter(now.plus(Duration.ofHours(1)))
        .subject(subject);
  }
}
