package org.sealmesh.crypto;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Writes docs/vectors anew. To be run when the protocol changes, and never to make a test pass.
///
/// `mvn -pl verticles/crypto -am test-compile`, then this class with the folder as its argument.
public final class VectorFiles {
  private static final Map<String, Supplier<Map<String, Object>>> FILES = new LinkedHashMap<>();

  static {
    FILES.put("keys.json", KeyVectors::all);
    FILES.put("envelopes.json", EnvelopeVectors::all);
    FILES.put("signals.json", SignalVectors::all);
    FILES.put("calls.json", CallVectors::all);
    FILES.put("tokens.json", TokenVectors::all);
    FILES.put("frames.json", FrameVectors::all);
  }

  public static void main(String[] folder) throws IOException {
    for (String name : FILES.keySet()) {
      Files.writeString(Path.of(folder[0]).resolve(name), text(name));
    }
  }

  static Iterable<String> names() {
    return FILES.keySet();
  }

  /// What the code says the file must hold.
  static String text(String name) {
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withArrayIndenter(indent)
            .withObjectIndenter(indent);
    try {
      return new ObjectMapper().writer(printer).writeValueAsString(FILES.get(name).get()) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private VectorFiles() {}
}
