package org.sealmesh.signaling.janus;

import java.util.Optional;

/// What the origin mints for a party: a token for Janus' core, which each request shows, and one
/// for the room, with a single space between.
///
/// Only Janus can tell whether they are genuine.
record Tokens(String core, String room) {
  /// @return empty if the text is not two words
  static Optional<Tokens> parse(String text) {
    String[] words = text.split(" ", -1);
    return words.length == 2 && !words[0].isEmpty() && !words[1].isEmpty()
        ? Optional.of(new Tokens(words[0], words[1]))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "Tokens[…]";
  }
}
