package org.sealmesh.gateway.http;

import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.AccountCommand.Session;

/// Who is calling.
public record Caller(TokenHash token, Session session) {
  public UserId user() {
    return session.user().id();
  }
}
