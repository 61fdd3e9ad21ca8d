package org.sealmesh.crypto;

import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.token.Signer;

/// The site's secrets: the keys that wrap conversation keys, and those that sign.
///
/// In text it is JSON, `sealmesh-keys/1`; verticles/crypto/README.md describes each member. The
/// first key of each list is the one in use; those after it still open, or still count as signers.
/// Between the beginning and the end of a rotation it also says which fingerprint it replaces.
public final class KeyFile {
  static final int TEXT_BYTES_MAX = 64 * 1024;

  private static final String FORMAT = "sealmesh-keys/1";
  private static final int KEYS_MAX = 8;
  private static final byte[] FINGERPRINT_CONTEXT =
      "sealmesh/1/key-file".getBytes(StandardCharsets.US_ASCII);

  private final List<WrappingKey> wrapping;
  private final List<SigningKey> signing;
  private final @Nullable String replaces;

  KeyFile(List<WrappingKey> wrapping, List<SigningKey> signing, @Nullable String replaces) {
    this.wrapping = List.copyOf(wrapping);
    this.signing = List.copyOf(signing);
    this.replaces = replaces;
    check(this.wrapping, "wrapping");
    check(this.signing, "signing");
  }

  private static void check(List<?> keys, String name) {
    if (keys.isEmpty() || keys.size() > KEYS_MAX) {
      throw new IllegalArgumentException("it has 1 to 8 " + name + " keys");
    }
    if (new HashSet<>(keys).size() != keys.size()) {
      throw new IllegalArgumentException("it names a " + name + " key twice");
    }
  }

  /// New keys, for a new site.
  public static KeyFile random(SecureRandom random) {
    return new KeyFile(
        List.of(WrappingKey.random(random)), List.of(SigningKey.random(random)), null);
  }

  /// @throws IllegalArgumentException if it is no key file; the message says why in a few words and
  ///   quotes nothing of it
  static KeyFile parse(byte[] text) {
    if (text.length > TEXT_BYTES_MAX) {
      throw new IllegalArgumentException("it is longer than 64 KiB");
    }
    Document document;
    try {
      document = Wire.json().read(text, Document.class);
    } catch (Wire.Malformed malformed) {
      throw new IllegalArgumentException("it is not JSON with the members of " + FORMAT);
    }
    if (!document.format.equals(FORMAT)) {
      throw new IllegalArgumentException("its format is not " + FORMAT);
    }
    if (document.replaces != null && !document.replaces.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("its member replaces is no fingerprint");
    }
    return new KeyFile(
        document.wrapping.stream().map(WrappingEntry::open).toList(),
        document.signing.stream().map(SigningEntry::open).toList(),
        document.replaces);
  }

  /// What [#parse] reads.
  byte[] text() {
    Document document =
        new Document(
            FORMAT,
            wrapping.stream().map(WrappingEntry::of).toList(),
            signing.stream().map(SigningEntry::of).toList(),
            replaces);
    ObjectWriter pretty = Wire.json().mapper().writerWithDefaultPrettyPrinter();
    try {
      return (pretty.writeValueAsString(document) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("a key file cannot be written", e);
    }
  }

  /// The hex SHA-256 over the keys in use: what binds a database to this file. Two files that agree
  /// in it wrap and sign alike.
  public String fingerprint() {
    return HexFormat.of()
        .formatHex(
            WrappingKey.sha256(
                FINGERPRINT_CONTEXT, wrapping.getFirst().bytes(), signers().getFirst().key()));
  }

  /// Every fingerprint that a database of this site may have: this file's, and during a rotation
  /// the one before it.
  List<String> claims() {
    return replaces == null ? List.of(fingerprint()) : List.of(fingerprint(), replaces);
  }

  /// The fingerprint from which a rotation is on its way, or null.
  @Nullable String replaces() {
    return replaces;
  }

  List<WrappingKey> wrapping() {
    return wrapping;
  }

  /// The first one signs.
  List<SigningKey> signing() {
    return signing;
  }

  /// The public halves of those that sign, the one in use first. No secret: relays need them.
  public List<Signer> signers() {
    return signing.stream().map(SigningKey::signer).toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyFile k
        && wrapping.equals(k.wrapping)
        && signing.equals(k.signing)
        && java.util.Objects.equals(replaces, k.replaces);
  }

  @Override
  public int hashCode() {
    return wrapping.hashCode();
  }

  @Override
  public String toString() {
    return "KeyFile(…)";
  }

  private record Document(
      String format,
      List<WrappingEntry> wrapping,
      List<SigningEntry> signing,
      @Nullable String replaces) {
    Document {
      wrapping = List.copyOf(wrapping);
      signing = List.copyOf(signing);
    }
  }

  /// The id is repeated so that a damaged key is found by reading, and not by the first message
  /// that does not open.
  private record WrappingEntry(String id, byte[] key) {
    static WrappingEntry of(WrappingKey key) {
      return new WrappingEntry(HexFormat.of().formatHex(key.id()), key.bytes());
    }

    private WrappingKey open() {
      WrappingKey read = WrappingKey.of(key);
      if (!HexFormat.of().formatHex(read.id()).equals(id)) {
        throw new IllegalArgumentException("a wrapping key does not fit its id");
      }
      return read;
    }
  }

  private record SigningEntry(String kid, byte[] seed) {
    static SigningEntry of(SigningKey key) {
      return new SigningEntry(key.signer().kid(), key.seed());
    }

    private SigningKey open() {
      SigningKey read = SigningKey.ofSeed(seed);
      if (!read.signer().kid().equals(kid)) {
        throw new IllegalArgumentException("a signing key does not fit its kid");
      }
      return read;
    }
  }
}
