package org.sealmesh.gateway;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealmesh.bus.ClientAddress;
import org.sealmesh.bus.Secret;
import org.sealmesh.gateway.disclosure.DisclosureConfig;

/// How the gateway behaves. [#defaults] is right for a site on one machine.
///
/// @param siteName shown before anybody signs in
/// @param host the address to listen on; loopback by default, since a proxy with TLS belongs in
///   front of a site that others reach
/// @param port 0 takes a free one
/// @param trustedProxies addresses or networks whose `X-Forwarded-For` is believed; none by
///   default, since a header from anybody else is a way around every limit by address
/// @param allowedOrigins sites whose pages may call the API; none by default
/// @param relays socket URLs as browsers try them in turn; a path means the same host
/// @param webRoot the folder of the built app; without it only the API is served
/// @param hstsMaxAge sent as `Strict-Transport-Security` if above zero: only for a site that is
///   reached by TLS alone, since browsers then refuse all else for so long
/// @param http connections and bodies
/// @param sessions how long they last and are remembered
/// @param signIn ways in, and how guessing is slowed
/// @param limits how much one user or address may ask for
/// @param tokens tickets and revocations
/// @param sync how much one answer brings
/// @param sso the site's own sign-in
/// @param calls how browsers find a way to each other
/// @param administrators login names of the local accounts that may see how the site is; nobody by
///   default. Make the account before it is named here: where anybody may register, whoever takes
///   the name first has it
/// @param disclosure what visitors are told beside what the settings tell by themselves
public record GatewayConfig(
    String siteName,
    String host,
    int port,
    Set<String> trustedProxies,
    Set<String> allowedOrigins,
    List<String> relays,
    Optional<Path> webRoot,
    Duration hstsMaxAge,
    HttpConfig http,
    SessionConfig sessions,
    SignInConfig signIn,
    LimitsConfig limits,
    TokenConfig tokens,
    SyncConfig sync,
    SsoConfig sso,
    CallConfig calls,
    Set<String> administrators,
    DisclosureConfig disclosure) {
  public GatewayConfig {
    trustedProxies = Set.copyOf(trustedProxies);
    allowedOrigins = Set.copyOf(allowedOrigins);
    relays = List.copyOf(relays);
    administrators = Set.copyOf(administrators);
    administrators.forEach(GatewayConfig::checkLogin);
    Check.that(
        !siteName.isBlank() && siteName.length() <= 64, "siteName must have 1 … 64 characters");
    Check.that(port >= 0 && port <= 65_535, "port must be 0 … 65535");
    Check.that(!relays.isEmpty(), "relays must name at least one socket");
    relays.forEach(GatewayConfig::checkRelay);
    allowedOrigins.forEach(GatewayConfig::checkOrigin);
    // Refuses what is no address.
    new ClientAddress(trustedProxies);
    Check.that(!hstsMaxAge.isNegative(), "hstsMaxAge must not be negative");
    Check.that(
        !signIn.ways().contains(SignInWay.SSO) || sso.keyFile().isPresent(),
        "signIn.ways has sso, so sso.keyFile must name the site's key");
    Check.that(
        calls.media().outlives(tokens.ticketLifetime()),
        "calls.media.tokenLifetime must be no shorter than tokens.ticketLifetime");
  }

  public static GatewayConfig defaults() {
    return new GatewayConfig(
        "Sealmesh",
        "127.0.0.1",
        8080,
        Set.of(),
        Set.of(),
        List.of("/socket"),
        Optional.empty(),
        Duration.ZERO,
        HttpConfig.defaults(),
        SessionConfig.defaults(),
        SignInConfig.defaults(),
        LimitsConfig.defaults(),
        TokenConfig.defaults(),
        SyncConfig.defaults(),
        SsoConfig.defaults(),
        CallConfig.defaults(),
        Set.of(),
        DisclosureConfig.defaults());
  }

  private static void checkLogin(String login) {
    Check.that(
        login.matches("[A-Za-z0-9._-]{3,32}"),
        "administrators must be login names, of 3 to 32 characters of [A-Za-z0-9._-]");
  }

  private static void checkRelay(String relay) {
    if (relay.startsWith("/") && !relay.startsWith("//")) {
      return;
    }
    URI uri = URI.create(relay);
    boolean socket = "wss".equals(uri.getScheme()) || "ws".equals(uri.getScheme());
    Check.that(socket && uri.getHost() != null, "relays must be paths, wss: or ws: URLs");
  }

  private static void checkOrigin(String origin) {
    URI uri = URI.create(origin);
    boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    boolean bare = uri.getRawPath().isEmpty() && uri.getRawQuery() == null;
    Check.that(
        web && bare && uri.getHost() != null && uri.getRawUserInfo() == null,
        "allowedOrigins must look like https://example.org");
  }

  /// @param instances event loops that serve requests; one does some thousands per second, and the
  ///   database is slower than that
  /// @param idleTimeout a connection on which nothing moves is closed; longer than the pauses
  ///   between a relay's heartbeats, which come over the same port
  /// @param bodyTimeout how long a request's body may take to arrive: a phone on a bad network
  ///   sends 64 KiB in less
  /// @param bodyBytesMax of most requests: a message of 16 KiB with every character escaped, and
  ///   room
  /// @param syncBodyBytesMax of a sync: 5,000 heads of 70 bytes
  /// @param offLoopBytes bodies from this size on are checked on a worker thread, since checking
  ///   them would hold up the event loop for some milliseconds
  public record HttpConfig(
      int instances,
      Duration idleTimeout,
      Duration bodyTimeout,
      int bodyBytesMax,
      int syncBodyBytesMax,
      int offLoopBytes) {
    public HttpConfig {
      Check.that(instances >= 1 && instances <= 64, "http.instances must be 1 … 64");
      Check.that(idleTimeout.toSeconds() >= 1, "http.idleTimeout must be at least 1s");
      Check.that(bodyTimeout.isPositive(), "http.bodyTimeout must be above zero");
      Check.that(bodyBytesMax >= 65_536, "http.bodyBytesMax must be at least 65536");
      Check.that(
          syncBodyBytesMax >= bodyBytesMax && syncBodyBytesMax <= 4 << 20,
          "http.syncBodyBytesMax must be between http.bodyBytesMax and 4194304");
      Check.that(offLoopBytes >= 1024, "http.offLoopBytes must be at least 1024");
    }

    static HttpConfig defaults() {
      return new HttpConfig(
          1, Duration.ofMinutes(3), Duration.ofSeconds(20), 65_536, 400_000, 16_384);
    }
  }

  /// @param lifetime from signing in to having to do so again: a month of an unused phone
  /// @param remember how long a session that was ended on another node is still let in here
  /// @param rememberedMax sessions in memory, of about 500 bytes
  public record SessionConfig(Duration lifetime, Duration remember, int rememberedMax) {
    public SessionConfig {
      Check.that(lifetime.toMinutes() >= 1, "sessions.lifetime must be at least 1m");
      Check.that(
          !remember.isNegative() && remember.toSeconds() <= 60,
          "sessions.remember must be 0s … 60s");
      Check.that(rememberedMax >= 1, "sessions.rememberedMax must be at least 1");
    }

    static SessionConfig defaults() {
      return new SessionConfig(Duration.ofDays(30), Duration.ofSeconds(5), 10_000);
    }
  }

  /// How somebody may come in.
  public enum SignInWay {
    PASSWORD,
    GUEST,
    SSO
  }

  /// Whether anybody may make an account.
  public enum Registration {
    OPEN,
    CLOSED
  }

  /// @param loginFree wrong passwords for one login before the first wait
  /// @param loginWaitMax the longest wait of one login: short, since anybody can cause it
  /// @param addressFree wrong passwords from one address before the first wait: more, since many
  ///   people may share it
  /// @param addressWaitMax the longest wait of one address
  /// @param firstWait doubles with each failure after the free ones
  /// @param forgetAfter a login or address without an attempt for so long starts afresh
  /// @param rememberedMax logins, and as many addresses, that are counted, of about 200 bytes each
  public record SignInConfig(
      Set<SignInWay> ways,
      Registration registration,
      int loginFree,
      Duration loginWaitMax,
      int addressFree,
      Duration addressWaitMax,
      Duration firstWait,
      Duration forgetAfter,
      int rememberedMax) {
    public SignInConfig {
      ways = Set.copyOf(ways);
      Check.that(!ways.isEmpty(), "signIn.ways must have at least one");
      Check.that(loginFree >= 1 && addressFree >= 1, "signIn.…Free must be at least 1");
      Check.that(firstWait.toMillis() >= 1, "signIn.firstWait must be at least 1ms");
      Check.that(
          loginWaitMax.compareTo(firstWait) >= 0 && addressWaitMax.compareTo(firstWait) >= 0,
          "signIn.…WaitMax must be at least signIn.firstWait");
      Check.that(
          forgetAfter.compareTo(loginWaitMax) >= 0 && forgetAfter.compareTo(addressWaitMax) >= 0,
          "signIn.forgetAfter must be at least the longest wait");
      Check.that(rememberedMax >= 1, "signIn.rememberedMax must be at least 1");
    }

    static SignInConfig defaults() {
      return new SignInConfig(
          Set.of(SignInWay.PASSWORD, SignInWay.GUEST),
          Registration.OPEN,
          5,
          Duration.ofMinutes(1),
          20,
          Duration.ofMinutes(15),
          Duration.ofSeconds(1),
          Duration.ofHours(1),
          10_000);
    }
  }

  /// Allowances that fill up steadily: a burst at once, then so many per second.
  ///
  /// @param writesBurst what others see (messages, edits, members), per user: a paste in pieces
  /// @param writesPerSecond faster than anybody types, slow enough that a room stays readable
  /// @param readsBurst all else, per user: an app that starts with fifty conversations
  /// @param readsPerSecond several devices of one user together
  /// @param strangerBurst calls without a session, per address: an office that comes in the morning
  /// @param strangerPerSecond each may cost a password hash of 50 ms
  /// @param usersMax users whose allowance is counted, of about 200 bytes each
  /// @param addressesMax addresses that are counted
  public record LimitsConfig(
      int writesBurst,
      double writesPerSecond,
      int readsBurst,
      double readsPerSecond,
      int strangerBurst,
      double strangerPerSecond,
      int usersMax,
      int addressesMax) {
    public LimitsConfig {
      Check.that(
          writesBurst >= 1 && readsBurst >= 1 && strangerBurst >= 1,
          "limits.…Burst must be at least 1");
      Check.that(
          writesPerSecond > 0 && readsPerSecond > 0 && strangerPerSecond > 0,
          "limits.…PerSecond must be above 0");
      Check.that(usersMax >= 1 && addressesMax >= 1, "limits.…Max must be at least 1");
    }

    static LimitsConfig defaults() {
      return new LimitsConfig(30, 5, 200, 20, 60, 2, 100_000, 100_000);
    }
  }

  /// @param ticketLifetime how long a browser stays admitted without asking again, and how long a
  ///   relay that cannot hear the origin goes on
  /// @param revocationMargin a revocation outlives every ticket it is about by this much, for
  ///   clocks that differ
  /// @param revokeWait how long the answer to a removal waits for the relays; then it goes on in
  ///   the background
  /// @param revocationsMax that wait in the background for relays that do not answer
  public record TokenConfig(
      Duration ticketLifetime, Duration revocationMargin, Duration revokeWait, int revocationsMax) {
    public TokenConfig {
      Check.that(
          ticketLifetime.toSeconds() >= 30 && ticketLifetime.toHours() <= 24,
          "tokens.ticketLifetime must be 30s … 24h");
      Check.that(
          revocationMargin.toSeconds() >= 10, "tokens.revocationMargin must be at least 10s");
      Check.that(revokeWait.isPositive(), "tokens.revokeWait must be above zero");
      Check.that(revocationsMax >= 1, "tokens.revocationsMax must be at least 1");
    }

    static TokenConfig defaults() {
      return new TokenConfig(
          Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofSeconds(2), 1_000);
    }
  }

  /// @param eventsMax in one answer, over all conversations: at 16 KiB each the worst is 8 MiB
  /// @param eventsOfUnknownMax of a conversation that the browser does not know: a screenful
  public record SyncConfig(int eventsMax, int eventsOfUnknownMax) {
    public SyncConfig {
      Check.that(eventsMax >= 1 && eventsMax <= 5_000, "sync.eventsMax must be 1 … 5000");
      Check.that(
          eventsOfUnknownMax >= 0 && eventsOfUnknownMax <= 200,
          "sync.eventsOfUnknownMax must be 0 … 200");
    }

    static SyncConfig defaults() {
      return new SyncConfig(500, 30);
    }
  }

  /// @param keyFile a public key in PEM (EdDSA, RS256, ES256), or a secret of at least 32 bytes
  ///   (HS256)
  /// @param algorithm the only one accepted: what a token says about itself decides nothing
  /// @param audience must be among the token's `aud`
  /// @param leeway by which the site's clock may differ from this one
  /// @param lifetimeMax a token may end no later than this from now: each is good for one sign-in,
  ///   and used ones are remembered until they end
  public record SsoConfig(
      Optional<Path> keyFile,
      SsoAlgorithm algorithm,
      String audience,
      Duration leeway,
      Duration lifetimeMax) {
    public SsoConfig {
      Check.that(!audience.isBlank(), "sso.audience must not be blank");
      Check.that(!leeway.isNegative() && leeway.toSeconds() <= 60, "sso.leeway must be 0s … 60s");
      Check.that(
          lifetimeMax.isPositive() && lifetimeMax.toMinutes() <= 5,
          "sso.lifetimeMax must be at most 5m");
    }

    static SsoConfig defaults() {
      return new SsoConfig(
          Optional.empty(),
          SsoAlgorithm.EDDSA,
          "sealmesh",
          Duration.ofSeconds(10),
          Duration.ofMinutes(5));
    }
  }

  /// @param stunUrls servers that tell a browser its address as others see it; none by default: in
  ///   one network calls work without, and a server elsewhere would hear who calls when
  /// @param turnUrls servers that pass media on, sealed as it is, where no other way is found
  /// @param turnSecret shared with them (coturn's `use-auth-secret`), for credentials that end by
  ///   themselves
  /// @param turnLifetime of such a credential: longer than most calls, so that a call that lost its
  ///   way finds another one; what somebody copies from a browser is of no use after it
  /// @param relayOnly whether media goes through TURN alone, so that nobody learns the address of
  ///   whom she calls
  /// @param media through which groups call
  /// @param opensPerHour calls that a user may open, at once or spread: more than anybody dials by
  ///   hand, and ringing disturbs
  public record CallConfig(
      List<String> stunUrls,
      List<String> turnUrls,
      Optional<Secret> turnSecret,
      Duration turnLifetime,
      boolean relayOnly,
      MediaConfig media,
      int opensPerHour) {
    /// Browsers try all of them for each call, and are slower with each.
    private static final int URLS_MAX = 4;

    private static final int SECRET_CHARS_MIN = 16;
    private static final String HOST = ":[A-Za-z0-9._\\[\\]:-]{1,255}";

    public CallConfig {
      stunUrls = List.copyOf(stunUrls);
      turnUrls = List.copyOf(turnUrls);
      Check.that(
          stunUrls.size() <= URLS_MAX
              && stunUrls.stream().allMatch(u -> u.matches("stuns?" + HOST)),
          "calls.stunUrls must be at most 4 like stun:stun.example.org:3478");
      Check.that(
          turnUrls.size() <= URLS_MAX
              && turnUrls.stream()
                  .allMatch(u -> u.matches("turns?" + HOST + "(\\?transport=(udp|tcp))?")),
          "calls.turnUrls must be at most 4 like turn:turn.example.org:3478?transport=udp");
      Check.that(
          turnUrls.isEmpty() || turnSecret.isPresent(),
          "calls.turnUrls need the secret that the servers have: calls.turnSecretFile");
      Check.that(
          turnSecret.filter(s -> s.value().length() < SECRET_CHARS_MIN).isEmpty(),
          "calls.turnSecretFile must hold at least 16 characters: one credential is enough to try"
              + " short ones");
      Check.that(
          turnLifetime.toMinutes() >= 10 && turnLifetime.toHours() <= 24,
          "calls.turnLifetime must be 10m … 24h");
      Check.that(
          !relayOnly || !turnUrls.isEmpty(),
          "calls.relayOnly leaves no way without calls.turnUrls");
      Check.that(opensPerHour >= 1, "calls.opensPerHour must be at least 1");
    }

    static CallConfig defaults() {
      return new CallConfig(
          List.of(),
          List.of(),
          Optional.empty(),
          Duration.ofHours(2),
          false,
          MediaConfig.none(),
          60);
    }
  }

  /// How the site signs.
  public enum SsoAlgorithm {
    EDDSA("EdDSA"),
    RS256("RS256"),
    ES256("ES256"),
    HS256("HS256");

    private final String name;

    SsoAlgorithm(String name) {
      this.name = name;
    }

    /// As in a JWT's header.
    public String jwtName() {
      return name;
    }
  }
}
