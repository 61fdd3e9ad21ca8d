package org.sealmesh.signaling.janus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sealmesh.bus.Secret;
import org.sealmesh.mesh.call.CallId;

/// A Janus with the files that operators are given, on a free port of this machine.
final class RunningJanus implements AutoCloseable {
  static final Secret ADMIN_KEY = new Secret("an admin key of this test alone");
  private static final String TOKEN_SECRET = "a token secret of this test alone";
  private static final Path TEMPLATES = Path.of("../../cluster-config/janus");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final int port;
  private Process process;

  private RunningJanus(Path folder, int port) throws IOException, InterruptedException {
    this.folder = folder;
    this.port = port;
    write("janus.jcfg");
    write("janus.transport.websockets.jcfg");
    write("janus.plugin.videoroom.jcfg");
    this.process = spawn();
  }

  static boolean isInstalled() {
    return Files.isExecutable(Path.of("/usr/bin/janus"));
  }

  static RunningJanus start(Path folder) throws IOException, InterruptedException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = free.getLocalPort();
      free.close();
      return new RunningJanus(Files.createDirectories(folder), port);
    }
  }

  private void write(String name) throws IOException {
    String filled =
        Files.readString(TEMPLATES.resolve(name))
            .replace(
                "token_auth_secret = \"CHANGE-ME\"", "token_auth_secret = \"" + TOKEN_SECRET + '"')
            .replace("admin_key = \"CHANGE-ME\"", "admin_key = \"" + ADMIN_KEY.value() + '"')
            .replace("\"/etc/janus\"", '"' + folder.toAbsolutePath().toString() + '"')
            .replace("\"eth0\"", "\"lo\"")
            .replace("ws_port = 8188", "ws_port = " + port);
    Files.writeString(folder.resolve(name), filled);
  }

  private Process spawn() throws IOException, InterruptedException {
    Process started =
        new ProcessBuilder(
                "/usr/bin/janus",
                "-C",
                folder.resolve("janus.jcfg").toString(),
                "-F",
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!listens()) {
      if (System.nanoTime() > deadline || started.waitFor(20, TimeUnit.MILLISECONDS)) {
        started.destroyForcibly();
        throw new IllegalStateException(Files.readString(folder.resolve("log")));
      }
    }
    return started;
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /// As an outage does it.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// It is there, and does nothing.
  void hang() throws IOException, InterruptedException {
    signal("STOP");
  }

  void goOn() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  void startAgain() throws IOException, InterruptedException {
    process = spawn();
  }

  int port() {
    return port;
  }

  String url() {
    return "ws://127.0.0.1:" + port;
  }

  String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  /// What the origin gives a member: the core's token and the room's.
  static String token(CallId room, Instant expires) {
    long end = expires.getEpochSecond();
    return signed(end + ",janus,janus.plugin.videoroom")
        + ' '
        + signed(end + ",janus.plugin.videoroom,room=" + room.text());
  }

  private static String signed(String data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(TOKEN_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      byte[] code = mac.doFinal(data.getBytes(StandardCharsets.UTF_8));
      return data + ':' + Base64.getEncoder().encodeToString(code);
    } catch (GeneralSecurityException bug) {
      throw new IllegalStateException(bug);
    }
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
