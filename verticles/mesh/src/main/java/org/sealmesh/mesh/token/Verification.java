package org.sealmesh.mesh.token;

/// The outcome of checking a token.
public sealed interface Verification<C extends Claims> {
  /// Signed by the origin, of the right type and audience, and not expired.
  record Valid<C extends Claims>(C claims) implements Verification<C> {}

  /// Was valid once.
  record Expired<C extends Claims>() implements Verification<C> {}

  /// Malformed, of another type or audience, or not signed by a known signer. Which of these is not
  /// said.
  record Invalid<C extends Claims>() implements Verification<C> {}
}
