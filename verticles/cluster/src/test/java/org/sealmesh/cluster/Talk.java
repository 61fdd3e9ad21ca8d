package org.sealmesh.cluster;

import org.sealmesh.bus.Address;
import org.sealmesh.bus.Ask;

/// What the tests' processes say to each other.
sealed interface Talk {
  record Greet(int n) implements Talk, Ask<Greeted> {}

  record Mention(int n) implements Talk {}

  /// Its answer is a message of [Whisper] too, which no vocabulary of ours does: so that a reply
  /// that is led astray is understood where it arrives.
  record Probe(int n) implements Talk, Ask<Whisper.Whispered> {}

  record Greeted(int n, String by) {}

  /// For one process alone.
  sealed interface Whisper {
    record Whispered(int n) implements Whisper {}

    record Whisperings(int n) implements Whisper, Ask<Greeted> {}
  }

  static Address<Talk> shared(String name) {
    return Address.clustered("test.shared." + name, Talk.class);
  }

  static Address<Whisper> own(String name) {
    return new Address<>("test.own." + name, Whisper.class);
  }
}
