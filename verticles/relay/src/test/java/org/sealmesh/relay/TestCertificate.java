package org.sealmesh.relay;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A certificate for 127.0.0.1 that nobody trusts, made anew for each run.
final class TestCertificate {
  private static final String PASSWORD = "changeit";

  private static final Buffer STORE = make();

  static HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setSsl(true)
        .setKeyCertOptions(new PfxOptions().setPassword(PASSWORD).setValue(STORE));
  }

  private static Buffer make() {
    try {
      Path folder = Files.createTempDirectory("sealmesh-relay-test");
      Path store = folder.resolve("server.p12");
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "server",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=127.0.0.1",
                  "-storetype",
                  "PKCS12",
                  "-storepass",
                  PASSWORD,
                  "-keystore",
                  store.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        throw new AssertionError("keytool made no key store");
      }
      byte[] bytes = Files.readAllBytes(store);
      Files.delete(store);
      Files.delete(folder);
      return Buffer.buffer(bytes);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private TestCertificate() {}
}
