package org.sealmesh.gateway.limit;

/// @param burst how many at once
/// @param perSecond how many in the long run
public record Allowance(int burst, double perSecond) {
  public Allowance {
    if (burst < 1) {
      throw new IllegalArgumentException("burst must be at least 1");
    }
    if (!(perSecond > 0) || perSecond > 1e6) {
      throw new IllegalArgumentException("perSecond must be above 0 and at most 1000000");
    }
  }
}
