package org.sealmesh.persistence;

import io.vertx.core.Context;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Meter;

/// What the verticle lives among: the bus, time, chance, and its own thread of control.
record Surroundings(Context context, Bus bus, Clock clock, Ids ids, Meter meter) {}
