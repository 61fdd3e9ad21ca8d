package org.sealmesh.origin.crypto;

import java.util.List;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.Signer;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKey;
import org.sealmesh.origin.WrappedKey;

/// What the crypto verticle is asked: the only holder of the key file.
public sealed interface CryptoMessage {

  /// Seals and signs one event or pointer under the conversation's key of the epoch.
  ///
  /// @param content the JSON that the envelope opens to, in UTF-8
  record Seal(
      ConversationId conversationId,
      Timeline timeline,
      RoutingId rid,
      Seq seq,
      Epoch epoch,
      Envelope.Type type,
      byte[] content)
      implements CryptoMessage, Ask<Sealing> {
    @Override
    public String toString() {
      return "Seal(…)";
    }
  }

  /// The outcome of [Seal].
  sealed interface Sealing {}

  record Sealed(Envelope envelope) implements Sealing {}

  /// The content is too long for an envelope.
  record ContentTooLong(int bytesMax) implements Sealing {}

  /// There is no key of that epoch: the conversation was deleted meanwhile.
  record NoSuchKey() implements Sealing {}

  /// Makes a new conversation key, wrapped and bound to the conversation.
  record MintKey(ConversationId conversationId) implements CryptoMessage, Ask<Minted> {}

  record Minted(WrappedKey key) {}

  /// Opens wrapped keys of one conversation for a member whom persistence has let through.
  record Unwrap(ConversationId conversationId, List<WrappedKey> keys)
      implements CryptoMessage, Ask<Unwrapped> {
    public Unwrap {
      keys = List.copyOf(keys);
    }
  }

  /// In the order asked.
  record Unwrapped(List<ConversationKey> keys) {
    public Unwrapped {
      keys = List.copyOf(keys);
    }
  }

  /// Signs a ticket, pass or revocation.
  record Sign(Claims claims) implements CryptoMessage, Ask<Signed> {}

  record Signed(SignedToken token) {}

  /// The public halves of all signing keys that are valid now; the first one signs.
  record GetSigners() implements CryptoMessage, Ask<Signers> {}

  record Signers(List<Signer> signers) {
    public Signers {
      signers = List.copyOf(signers);
    }
  }

  /// Hashes a password with Argon2id. Takes tens of milliseconds, off the event loop, a bounded
  /// number at a time.
  record HashPassword(String password) implements CryptoMessage, Ask<PasswordHash> {
    @Override
    public String toString() {
      return "HashPassword(…)";
    }
  }

  /// In the PHC string format, with parameters and salt.
  record PasswordHash(String encoded) {
    @Override
    public String toString() {
      return "PasswordHash(…)";
    }
  }

  /// Compares in constant time. Asked with a decoy hash for unknown names, so that answers take as
  /// long for them.
  record VerifyPassword(String password, PasswordHash hash)
      implements CryptoMessage, Ask<PasswordVerdict> {
    @Override
    public String toString() {
      return "VerifyPassword(…)";
    }
  }

  /// Whether the password is the one that was hashed.
  enum PasswordVerdict {
    MATCHES,
    DIFFERS
  }
}
