package org.sealmesh.crypto;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.sealmesh.origin.persistence.KeyCommand.StoredKey;

/// The steps from one key file to the next, in an order in which a crash at any point leaves
/// everything able to open:
///
/// 1. [#begin]: the file holds the new keys and the old ones. Nothing in the database has changed.
/// 2. The database's keys are wrapped anew ([#rewrap]) and its fingerprint changed, in one
///    transaction.
/// 3. [#finish]: the file forgets the old wrapping key, which nothing needs any more.
///
/// Begun again in the middle, a rotation goes on with the new keys that the file has already. A
/// node can start at any point: see [KeyFile#claims].
final class KeyRotation {
  private final SecureRandom random;

  KeyRotation(SecureRandom random) {
    this.random = random;
  }

  /// Which keys are replaced.
  enum Scope {
    /// What wraps the conversation keys. Nobody outside the origin notices.
    WRAPPING,
    /// That, and what signs. The key before stays a signer until the next such rotation, or until
    /// [#forgetOldSigners]: tickets are out that it has signed.
    WRAPPING_AND_SIGNING
  }

  /// The file of the first step; the file itself if a rotation is on its way in it.
  KeyFile begin(KeyFile current, Scope scope) {
    if (current.replaces() != null) {
      return current;
    }
    List<WrappingKey> wrapping = List.of(WrappingKey.random(random), current.wrapping().getFirst());
    List<SigningKey> signing =
        switch (scope) {
          case WRAPPING -> current.signing();
          case WRAPPING_AND_SIGNING ->
              List.of(SigningKey.random(random), current.signing().getFirst());
        };
    return new KeyFile(wrapping, signing, current.fingerprint());
  }

  /// Those of the keys that are not under the new wrapping key yet, wrapped under it.
  List<StoredKey> rewrap(KeyFile rotating, List<StoredKey> stored) {
    KeyWrap wrap = new KeyWrap(rotating, random);
    List<StoredKey> rewrapped = new ArrayList<>();
    for (StoredKey key : stored) {
      if (!wrap.isCurrent(key.key())) {
        var conversation = key.name().conversation();
        var opened = wrap.unwrap(conversation, key.key());
        rewrapped.add(new StoredKey(key.name(), wrap.wrap(conversation, opened)));
      }
    }
    return rewrapped;
  }

  /// The file of the last step. Only once the database has nothing left under the old key.
  KeyFile finish(KeyFile rotating) {
    return new KeyFile(rotating.wrapping().subList(0, 1), rotating.signing(), null);
  }

  /// The file with the one signer that signs. Once the longest ticket has ended that another one
  /// signed.
  static KeyFile forgetOldSigners(KeyFile file) {
    return new KeyFile(file.wrapping(), file.signing().subList(0, 1), file.replaces());
  }
}
