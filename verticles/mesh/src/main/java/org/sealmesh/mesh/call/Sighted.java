package org.sealmesh.mesh.call;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The parties of one call that were seen in it, each once.
///
/// @param parties at most [#PARTIES_MAX]
public record Sighted(List<Sighting> parties) {
  /// Of a call's parties each user may have several; all of them fit a frame.
  public static final int PARTIES_MAX = 256;

  public static final Sighted NOBODY = new Sighted(List.of());

  public Sighted {
    parties = List.copyOf(parties);
    if (parties.size() > PARTIES_MAX) {
      throw new IllegalArgumentException("at most 256 parties are named");
    }
    if (parties.stream().map(Sighting::party).distinct().count() < parties.size()) {
      throw new IllegalArgumentException("a party is named once");
    }
  }

  /// What several have seen together; beyond [#PARTIES_MAX] parties, of the first ones.
  public static Sighted together(Stream<Sighted> answers) {
    Map<PartyId, Sighting> seen = new LinkedHashMap<>();
    answers
        .flatMap(answer -> answer.parties().stream())
        .filter(s -> seen.size() < PARTIES_MAX || seen.containsKey(s.party()))
        .forEach(s -> seen.merge(s.party(), s, Sighting::and));
    return new Sighted(List.copyOf(seen.values()));
  }
}
