package org.sealmesh.origin.privacy;

import java.util.List;

/// One thing that the site keeps of a person.
///
/// @param id the same again in every export, and nobody else's within its section
public record Entry(Section section, String id, List<Datum> data) {
  public Entry {
    data = List.copyOf(data);
  }

  /// What is told under that name; empty if nothing is.
  public String value(String name) {
    return data.stream()
        .filter(datum -> datum.name().equals(name))
        .map(Datum::value)
        .findFirst()
        .orElse("");
  }

  /// @param name for people, in English
  public record Datum(String name, String value) {}
}
