package org.sealmesh.gateway.resource;

import static org.sealmesh.origin.OriginAddresses.CRYPTO;
import static org.sealmesh.origin.OriginAddresses.PERSISTENCE;
import static org.sealmesh.origin.OriginAddresses.PRIVACY;

import io.vertx.core.Future;
import java.util.List;
import org.sealmesh.bus.Ask;
import org.sealmesh.bus.Bus;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.Signer;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.WrappedKey;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.persistence.PersistenceMessage;
import org.sealmesh.origin.persistence.SiteCommand;
import org.sealmesh.origin.privacy.PrivacyMessage;

/// What the resources ask the rest of the origin for.
final class Origin {
  private final Bus bus;

  Origin(Bus bus) {
    this.bus = bus;
  }

  <R, Q extends PersistenceMessage & Ask<R>> Future<R> store(Q command) {
    return bus.ask(PERSISTENCE, command);
  }

  <R, Q extends CryptoMessage & Ask<R>> Future<R> crypto(Q message) {
    return bus.ask(CRYPTO, message);
  }

  <R, Q extends PrivacyMessage & Ask<R>> Future<R> privacy(Q message) {
    return bus.ask(PRIVACY, message);
  }

  Future<Timeline> timeline() {
    return store(new SiteCommand.GetSite()).map(SiteCommand.Site::timeline);
  }

  Future<List<Signer>> signers() {
    return crypto(new CryptoMessage.GetSigners()).map(CryptoMessage.Signers::signers);
  }

  Future<WrappedKey> mintKey(ConversationId conversation) {
    return crypto(new CryptoMessage.MintKey(conversation)).map(CryptoMessage.Minted::key);
  }

  Future<SignedToken> sign(Claims claims) {
    return crypto(new CryptoMessage.Sign(claims)).map(CryptoMessage.Signed::token);
  }
}
