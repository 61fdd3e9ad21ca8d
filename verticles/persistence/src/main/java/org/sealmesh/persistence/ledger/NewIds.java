package org.sealmesh.persistence.ledger;

import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.MessageId;

/// Names for what comes into being.
public interface NewIds {
  MessageId message();

  CallId call();
}
