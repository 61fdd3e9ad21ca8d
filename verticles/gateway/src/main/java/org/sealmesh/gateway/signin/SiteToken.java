package org.sealmesh.gateway.signin;

import java.time.Instant;

/// What the site's own sign-in says of a user, once it was checked.
///
/// @param subject who she is there
/// @param tokenId good for one sign-in, until `expires`
public record SiteToken(String subject, String name, String tokenId, Instant expires) {
  @Override
  public String toString() {
    return "SiteToken(…)";
  }
}
