package org.sealmesh.persistence;

import java.util.UUID;
import java.util.random.RandomGenerator;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.UserId;
import org.sealmesh.persistence.ledger.NewIds;

/// New ids: 128 random bits each, so that none can be guessed from another.
final class Ids implements NewIds {
  private final RandomGenerator random;

  Ids(RandomGenerator random) {
    this.random = random;
  }

  UUID next() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  UserId user() {
    return new UserId(next());
  }

  DeviceId device() {
    return new DeviceId(next());
  }

  RoutingId rid() {
    return new RoutingId(next());
  }

  @Override
  public MessageId message() {
    return new MessageId(next());
  }

  @Override
  public CallId call() {
    return new CallId(next());
  }

  JobId job() {
    return new JobId(next());
  }

  Timeline timeline() {
    return new Timeline(next());
  }
}
