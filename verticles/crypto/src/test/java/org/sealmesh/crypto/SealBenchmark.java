package org.sealmesh.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.Seq;

/// How much sealing costs, on one thread: medians of five rounds, each as a ratio to the JDK's bare
/// AES-GCM in the same rounds, since machines differ and ratios less so.
public final class SealBenchmark {
  private static final int ROUNDS = 5;
  private static final long ROUND_NS = 500_000_000;

  private final SecureRandom random = new SecureRandom();
  private final SigningKey signingKey = Sample.signingKey("origin");
  private final SecretKey subkey =
      Subkeys.ofOrigin(
          Sample.key("epoch 1"), Sample.rid("conversation"), Envelope.Type.EVENT, Epoch.FIRST);

  /// Returns something of what it made, so that no compiler can leave the making out.
  private interface Work {
    int run() throws Exception;
  }

  private record Contender(String name, Work work) {}

  public static void main(String[] arguments) throws Exception {
    SealBenchmark benchmark = new SealBenchmark();
    for (int bytes : new int[] {256, 1024}) {
      benchmark.compare(bytes);
    }
  }

  private void compare(int bytes) throws Exception {
    byte[] content = Sample.utf8("x".repeat(bytes));
    EnvelopeSealer sealer = new EnvelopeSealer(signingKey, random);
    EnvelopeOpener opener = new EnvelopeOpener(List.of(signingKey.signer()));
    byte[] json = Sample.utf8("{\"seq\":7,\"body\":\"" + "x".repeat(bytes - 18) + "\"}");
    byte[] sealed = seal(sealer, json).bytes();
    byte[] message = new EnvelopeSignature().message(sealed);
    List<Contender> contenders =
        List.of(
            new Contender("AES-256-GCM of the JDK", rawGcm(content)),
            new Contender("seal and sign", () -> seal(sealer, content).length()),
            new Contender("sign alone", () -> signingKey.sign(message).length),
            new Contender("verify and open", () -> open(opener, sealed)));
    double[][] perSecond = new double[contenders.size()][ROUNDS];
    contenders.forEach(SealBenchmark::warmUp);
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < contenders.size(); i++) {
        perSecond[i][round] = measure(contenders.get(i).work());
      }
    }
    System.out.printf("%n%d bytes %28s %10s%n", bytes, "per second", "of raw");
    double raw = median(perSecond[0]);
    for (int i = 0; i < contenders.size(); i++) {
      double median = median(perSecond[i]);
      System.out.printf(
          Locale.ROOT, "%-24s %14.0f %10.4f%n", contenders.get(i).name(), median, median / raw);
    }
  }

  private Work rawGcm(byte[] content) throws Exception {
    Cipher cipher = EnvelopeSealer.aesGcm();
    byte[] nonce = new byte[12];
    byte[] out = new byte[content.length + 16];
    return () -> {
      // A counter is enough of a nonce here: only its cost matters, and there is none.
      for (int i = 0; ++nonce[i] == 0; ) {
        i++;
      }
      cipher.init(Cipher.ENCRYPT_MODE, subkey, new GCMParameterSpec(128, nonce));
      return cipher.doFinal(content, 0, content.length, out, 0) + out[0];
    };
  }

  private Envelope seal(EnvelopeSealer sealer, byte[] content) {
    return sealer.seal(
        subkey,
        Sample.timeline("site"),
        Sample.rid("conversation"),
        new Seq(7),
        Epoch.FIRST,
        Envelope.Type.EVENT,
        content);
  }

  private static int open(EnvelopeOpener opener, byte[] sealed) {
    EnvelopeOpener.Opening opening =
        opener.open(
            sealed, Sample.timeline("site"), Sample.rid("conversation"), Sample.key("epoch 1"));
    return ((EnvelopeOpener.Opened) opening).content().length;
  }

  private static void warmUp(Contender contender) {
    try {
      for (int i = 0; i < 3; i++) {
        measure(contender.work());
      }
    } catch (Exception e) {
      throw new IllegalStateException(contender.name(), e);
    }
  }

  private static double measure(Work work) throws Exception {
    long start = System.nanoTime();
    long done = 0;
    long sum = 0;
    while (System.nanoTime() - start < ROUND_NS) {
      for (int i = 0; i < 50; i++) {
        sum += work.run();
      }
      done += 50;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (sum == 42) {
      System.out.print("");
    }
    return done / seconds;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private SealBenchmark() {}
}
