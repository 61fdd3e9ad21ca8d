package org.sealmesh.gateway.limit;

import java.util.function.LongSupplier;
import org.sealmesh.gateway.GatewayConfig;
import org.sealmesh.gateway.GatewayConfig.LimitsConfig;
import org.sealmesh.gateway.GatewayConfig.SignInConfig;
import org.sealmesh.origin.UserId;

/// What the gateway's event loops count and remember together: with a copy for each, every limit
/// would grow with their number.
public record SharedState(
    SessionCache sessions,
    SignInThrottle signInThrottle,
    TokenBuckets<UserId> writes,
    TokenBuckets<UserId> reads,
    TokenBuckets<String> strangers,
    TokenBuckets<UserId> callsOpened) {

  private static final double HOUR_S = 3600;

  /// @param nanoTime never jumps
  public static SharedState of(GatewayConfig config, LongSupplier nanoTime) {
    LimitsConfig limits = config.limits();
    return new SharedState(
        new SessionCache(config.sessions().remember(), config.sessions().rememberedMax(), nanoTime),
        throttle(config.signIn(), nanoTime),
        new TokenBuckets<>(
            new Allowance(limits.writesBurst(), limits.writesPerSecond()),
            limits.usersMax(),
            nanoTime),
        new TokenBuckets<>(
            new Allowance(limits.readsBurst(), limits.readsPerSecond()),
            limits.usersMax(),
            nanoTime),
        new TokenBuckets<>(
            new Allowance(limits.strangerBurst(), limits.strangerPerSecond()),
            limits.addressesMax(),
            nanoTime),
        new TokenBuckets<>(
            new Allowance(config.calls().opensPerHour(), config.calls().opensPerHour() / HOUR_S),
            limits.usersMax(),
            nanoTime));
  }

  private static SignInThrottle throttle(SignInConfig config, LongSupplier nanoTime) {
    return new SignInThrottle(
        new SignInThrottle.Pace(
            config.loginFree(), config.firstWait(), config.loginWaitMax(), config.forgetAfter()),
        new SignInThrottle.Pace(
            config.addressFree(),
            config.firstWait(),
            config.addressWaitMax(),
            config.forgetAfter()),
        config.rememberedMax(),
        nanoTime);
  }
}
