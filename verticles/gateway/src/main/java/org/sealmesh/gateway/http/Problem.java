package org.sealmesh.gateway.http;

import org.jspecify.annotations.Nullable;

/// A problem document (RFC 9457).
///
/// @param detail the place in the request, in the contract's own words; never a piece of what was
///   sent
/// @param instance names the log entry of a fault
/// @param limit how many there may be, of what there may be no more
public record Problem(
    String type,
    String title,
    int status,
    @Nullable String detail,
    @Nullable String instance,
    @Nullable Integer limit) {

  static Problem of(ProblemType type) {
    return new Problem(type.uri(), type.title(), type.status(), null, null, null);
  }

  Problem withDetail(String place) {
    return new Problem(type, title, status, place, instance, limit);
  }

  Problem withInstance(String entry) {
    return new Problem(type, title, status, detail, entry, limit);
  }

  Problem withLimit(int max) {
    return new Problem(type, title, status, detail, instance, max);
  }
}
