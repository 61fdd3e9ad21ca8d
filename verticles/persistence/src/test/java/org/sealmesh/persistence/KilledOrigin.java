package org.sealmesh.persistence;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ClientId;

/// A process that writes without a pause and prints each answer, until somebody kills it.
final class KilledOrigin {
  static final String READY = "ready";
  static final String APPENDED = "appended";
  static final String RESERVED = "reserved";

  /// @param arguments the data folder
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    TestOrigin origin = TestOrigin.start(H2UnderTest.at(Path.of(arguments[0])));
    Writers writers =
        new Writers(
            origin,
            new Writers.Record() {
              @Override
              public void appended(Seq seq, ClientId clientId) {
                out.println(APPENDED + " " + seq.value() + " " + clientId.text());
              }

              @Override
              public void reserved(long total) {
                out.println(RESERVED + " " + total);
              }

              @Override
              public void failed() {
                out.println("failed");
              }
            });
    out.println(READY);
    writers.begin();
  }

  private KilledOrigin() {}
}
