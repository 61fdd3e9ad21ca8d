package org.sealmesh.persistence.bettermessages;

import java.util.Optional;
import org.sealmesh.bus.Secret;

/// Where the plug-in's tables are, and how they are to be read.
///
/// @param url of the WordPress database, for JDBC
/// @param user who may read there; nothing is ever written
/// @param password from the file that `passwordFile` names
/// @param tablePrefix what the site's tables begin with
/// @param subjectPrefix what the site's own sign-in says before a person's WordPress id, in `sub`
/// @param skipBadRows whether rows that cannot be read are left out; otherwise one of them stops
///   the import before anything is written
public record BetterMessagesConfig(
    String url,
    String user,
    Optional<Secret> password,
    String tablePrefix,
    String subjectPrefix,
    boolean skipBadRows) {
  /// As `sub` of a token: 128 characters at most, of which an id takes 20.
  private static final int PREFIX_CHARS_MAX = 100;

  public BetterMessagesConfig {
    if (!url.startsWith("jdbc:mariadb://")) {
      throw new IllegalArgumentException("url must begin with jdbc:mariadb://");
    }
    if (!tablePrefix.matches("[A-Za-z0-9_]{0,40}")) {
      throw new IllegalArgumentException("tablePrefix must be letters, digits and underscores");
    }
    if (subjectPrefix.length() > PREFIX_CHARS_MAX) {
      throw new IllegalArgumentException("subjectPrefix must have at most 100 characters");
    }
  }

  /// As WordPress is installed on the same machine, if nobody chose anything.
  public static BetterMessagesConfig defaults() {
    return new BetterMessagesConfig(
        "jdbc:mariadb://127.0.0.1:3306/wordpress", "wordpress", Optional.empty(), "wp_", "", false);
  }
}
