package org.sealmesh.origin;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.RoutingId;

/// A person as others see her.
///
/// @param login the name she signs in with; null for guests and users of the site's own sign-in
/// @param name what is shown
public record User(UserId id, RoutingId rid, Kind kind, @Nullable String login, String name) {
  /// Where the account comes from.
  public enum Kind {
    @JsonProperty("local")
    LOCAL,
    @JsonProperty("guest")
    GUEST,
    @JsonProperty("sso")
    SSO
  }
}
