package org.sealmesh.gateway.resource;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.gateway.GatewayConfig;
import org.sealmesh.gateway.disclosure.Disclosure;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.limit.SharedState;
import org.sealmesh.gateway.signin.RandomBytes;
import org.sealmesh.gateway.signin.SiteTokens;
import org.sealmesh.mesh.NodeId;

/// All operations of the API, put together for one event loop.
public final class Resources {
  /// Asks for what is better ready before the first call, and does not wait for it.
  public static List<Route> routes(
      NodeId node,
      Bus bus,
      Clock clock,
      RandomBytes random,
      GatewayConfig config,
      Disclosure disclosure,
      SharedState shared,
      @Nullable SiteTokens siteTokens) {
    Origin origin = new Origin(bus);
    Revocations revocations = new Revocations(origin, bus, clock, config.tokens());
    SignIn signIn =
        new SignIn(origin, random, config.signIn(), shared.signInThrottle(), siteTokens);
    signIn.decoy();
    Tickets tickets = new Tickets(origin, clock);
    Administrators administrators = new Administrators(config.administrators());
    return Stream.of(
            new Sessions(
                    origin,
                    clock,
                    random,
                    config,
                    signIn,
                    shared.sessions(),
                    revocations,
                    administrators)
                .routes(),
            new Devices(origin, shared.sessions(), revocations).routes(),
            new Disclosures(disclosure).routes(),
            new People(origin).routes(),
            new Conversations(origin, random).routes(),
            new Removals(origin, revocations).routes(),
            new Blocks(origin, revocations).routes(),
            new Messages(origin).routes(),
            new Sync(origin, config.sync()).routes(),
            new Realtime(origin).routes(),
            new Admissions(origin, tickets, random, config).routes(),
            new Calls(
                    origin,
                    tickets,
                    new IceServers(config.calls(), random),
                    new MediaTokens(config.calls().media()),
                    shared.callsOpened())
                .routes(),
            new Lobbies(origin).routes(),
            new Exports(origin, random).routes(),
            new Erasures(origin, signIn, shared.sessions(), revocations).routes(),
            new Retentions(origin, administrators).routes(),
            new PrivacyRecords(origin, administrators).routes(),
            new Overviews(bus, clock, node, administrators).routes())
        .flatMap(List::stream)
        .toList();
  }

  private Resources() {}
}
