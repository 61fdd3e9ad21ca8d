package org.sealmesh.relay;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.sealmesh.bus.Meter;
import org.sealmesh.mesh.frame.CloseCode;

/// Every metric of the relay and of the router. None says who talks to whom.
public final class RelayMetrics {
  private static final String RELAY = "sealmesh_relay_";

  private final Meter meter;
  private final Map<CloseCode, Meter.Counter> closed = new EnumMap<>(CloseCode.class);
  private final Meter.Counter envelopes;
  private final Meter.Counter signals;
  private final Meter.Counter signalsDropped;
  private final Meter.Counter forgedRevocations;
  private final Meter.Counter frames;
  private final Meter.Counter resyncsTold;
  private final Meter.Counter bindFailures;
  private final Meter.Counter foreignOrigins;
  private final Meter.Counter addressesFull;
  private final Meter.Counter fallbacks;
  private final Meter.Counter resyncs;

  // A meter is written only; what the node says of itself is counted beside it.
  private final LongAdder delivered = new LongAdder();
  private final LongAdder told = new LongAdder();
  private final LongAdder slow = new LongAdder();

  public RelayMetrics(Meter meter) {
    this.meter = meter;
    for (CloseCode code : CloseCode.values()) {
      String name = code.name().toLowerCase(Locale.ROOT);
      closed.put(
          code,
          meter.counter(RELAY + "closed_" + name, "Sockets closed because: " + code.reason()));
    }
    envelopes = meter.counter(RELAY + "envelopes", "Envelopes that were to be delivered here");
    signals = meter.counter(RELAY + "signals", "Signals that were to be delivered here");
    signalsDropped =
        meter.counter(
            RELAY + "signals_dropped", "Signals that their conversation had no room for here");
    forgedRevocations =
        meter.counter(RELAY + "forged_revocations", "Revocations that no known signer signed");
    frames = meter.counter(RELAY + "deliveries", "Envelopes and signals written, per socket");
    bindFailures = meter.counter(RELAY + "bind_failures", "Bindings the router did not confirm");
    foreignOrigins = meter.counter(RELAY + "foreign_origins", "Upgrades from pages not allowed");
    addressesFull =
        meter.counter(RELAY + "addresses_full", "Sockets refused since their address has too many");
    fallbacks = meter.counter(RELAY + "plain_writers", "Sockets the batch writer could not serve");
    resyncs = meter.counter(RELAY + "resyncs", "Times that all sockets were to resync");
    resyncsTold = meter.counter(RELAY + "resyncs_told", "Sockets that were told to resync");
  }

  void holdings(LongSupplier count) {
    meter.gauge(RELAY + "routing_ids", "Routing ids this node holds", count);
  }

  void revocations(LongSupplier count) {
    meter.gauge(RELAY + "revocations", "Revocations in force", count);
  }

  void sockets(LongSupplier count) {
    meter.gauge(RELAY + "sockets", "Sockets, those without a hello included", count);
  }

  void attached(LongSupplier value) {
    meter.gauge(RELAY + "attached", "1 unless an origin should be heard and none is", value);
  }

  void socketsMax(LongSupplier count) {
    meter.gauge(RELAY + "sockets_max", "Sockets beyond which newcomers are sent away", count);
  }

  void onEnvelope() {
    envelopes.increment();
  }

  void onSignal() {
    signals.increment();
  }

  void onSignalDropped() {
    signalsDropped.increment();
  }

  void onForgedRevocation() {
    forgedRevocations.increment();
  }

  void onBindFailed() {
    bindFailures.increment();
  }

  void onResync() {
    resyncs.increment();
  }

  public void onDelivered(int sockets) {
    frames.add(sockets);
    delivered.add(sockets);
  }

  public void onResyncTold() {
    resyncsTold.increment();
    told.increment();
  }

  public void onClosed(CloseCode code) {
    Meter.Counter counter = closed.get(code);
    if (counter != null) {
      counter.increment();
    }
    if (code == CloseCode.TOO_SLOW) {
      slow.increment();
    }
  }

  /// Envelopes and signals written, one per socket.
  long delivered() {
    return delivered.sum();
  }

  /// Sockets told to resync.
  long resyncsTold() {
    return told.sum();
  }

  /// Sockets closed because they did not read.
  long slowCloses() {
    return slow.sum();
  }

  public void onAddressFull() {
    addressesFull.increment();
  }

  public void onForeignOrigin() {
    foreignOrigins.increment();
  }

  public void onFallback() {
    fallbacks.increment();
  }
}
