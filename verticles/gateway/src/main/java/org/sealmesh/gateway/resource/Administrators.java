package org.sealmesh.gateway.resource;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.ProblemType;
import org.sealmesh.gateway.http.Problems;
import org.sealmesh.gateway.http.Refused;
import org.sealmesh.origin.User;

/// Who may see how the site is, and say what it keeps. Nobody, unless the configuration names local
/// accounts.
///
/// Guests and users of the site's own sign-in have no login name, and so are never among them.
final class Administrators {
  private final Set<String> logins;

  /// @param logins without regard to case, as everywhere
  Administrators(Set<String> logins) {
    this.logins = logins.stream().map(Administrators::key).collect(Collectors.toUnmodifiableSet());
  }

  /// @throws Refused unless the caller is one
  void require(Call call) {
    if (!include(call.session().session().user())) {
      throw new Refused(Problems.of(ProblemType.FORBIDDEN));
    }
  }

  boolean include(User user) {
    String login = user.login();
    return user.kind() == User.Kind.LOCAL && login != null && logins.contains(key(login));
  }

  private static String key(String login) {
    return login.toLowerCase(Locale.ROOT);
  }
}
