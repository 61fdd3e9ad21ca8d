package org.sealmesh.gateway.disclosure;

import java.net.URI;
import java.util.Optional;

/// What the settings cannot know of the site: words of its operator, shown to everybody. Each at
/// most 200 characters; empty by default, and then the page says that nobody has said so.
///
/// @param operator who answers for the site, such as a company with its postal address
/// @param contact where to ask about one's data, such as a mail address
/// @param policy the site's own privacy policy, an http: or https: URL
/// @param originPlace where the machines stand that can read messages, and whose they are
/// @param databasePlace the same of the database
/// @param relaysPlace the same of the relays
public record DisclosureConfig(
    Optional<String> operator,
    Optional<String> contact,
    Optional<String> policy,
    Optional<String> originPlace,
    Optional<String> databasePlace,
    Optional<String> relaysPlace) {
  private static final int CHARS_MAX = 200;

  public DisclosureConfig {
    words(operator, "operator");
    words(contact, "contact");
    words(policy, "policy");
    words(originPlace, "originPlace");
    words(databasePlace, "databasePlace");
    words(relaysPlace, "relaysPlace");
    require(
        policy.isEmpty() || isWeb(URI.create(policy.get())),
        "disclosure.policy must be an https: or http: URL");
  }

  public static DisclosureConfig defaults() {
    return new DisclosureConfig(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static boolean isWeb(URI uri) {
    boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    return web && uri.getHost() != null && uri.getRawUserInfo() == null;
  }

  private static void words(Optional<String> words, String name) {
    require(
        words.filter(w -> w.isBlank() || w.length() > CHARS_MAX).isEmpty(),
        "disclosure." + name + " must have 1 … 200 characters");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
