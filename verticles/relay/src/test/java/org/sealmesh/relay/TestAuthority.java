package org.sealmesh.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sealmesh.mesh.uplink.UplinkTls;

/// A site's own certificate authority, made anew for each run, and what it signs: files in PEM in a
/// folder of the test. Uses the JDK's keytool.
public final class TestAuthority {
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final Path store;

  public TestAuthority(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("authority.p12");
    keytool(
        "-alias",
        "authority",
        "-dname",
        "CN=authority",
        "-ext",
        "bc:c",
        "-ext",
        "ku:c=keyCertSign");
    write("authority.pem", "CERTIFICATE", encoded("authority"));
  }

  /// A certificate for 127.0.0.1 and what belongs to it.
  public UplinkTls issue(String name) {
    return issue(name, "SAN=ip:127.0.0.1,dns:localhost");
  }

  /// A certificate for other hosts.
  public UplinkTls issue(String name, String hosts) {
    keytool("-alias", name, "-dname", "CN=" + name, "-signer", "authority", "-ext", hosts);
    return new UplinkTls(
        write(name + ".pem", "CERTIFICATE", encoded(name)),
        write(name + ".key", "PRIVATE KEY", key(name)),
        folder.resolve("authority.pem"));
  }

  private void keytool(String... what) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-validity", "2", "-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", store.toString()));
    command.addAll(List.of(what));
    try {
      Process keytool =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("keytool.log").toFile())
              .start();
      if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        throw new AssertionError(Files.readString(folder.resolve("keytool.log")));
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] encoded(String alias) {
    try {
      Certificate certificate = load().getCertificate(alias);
      return certificate.getEncoded();
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] key(String alias) {
    try {
      return load().getKey(alias, PASSWORD.toCharArray()).getEncoded();
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private KeyStore load() throws GeneralSecurityException, IOException {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  private Path write(String name, String kind, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    try {
      return Files.writeString(
          folder.resolve(name),
          "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
