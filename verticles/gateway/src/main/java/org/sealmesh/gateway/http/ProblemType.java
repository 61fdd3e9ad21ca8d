package org.sealmesh.gateway.http;

/// Every way in which the API says no (RFC 9457). The names are the contract's and never change
/// their meaning.
public enum ProblemType {
  BAD_REQUEST("bad-request", 400, "The request is not what the API describes"),
  UNAUTHENTICATED("unauthenticated", 401, "There is no such session, or it has ended"),
  WRONG_CREDENTIALS("wrong-credentials", 401, "These credentials are not accepted"),
  FORBIDDEN("forbidden", 403, "This is not allowed"),
  REGISTRATION_CLOSED("registration-closed", 403, "This site takes no new accounts"),
  WRONG_PASSWORD("wrong-password", 403, "This is not your password"),
  TURNED_AWAY("turned-away", 403, "A host of the call has not let you in"),
  NOT_FOUND("not-found", 404, "There is nothing here to be seen"),
  METHOD_NOT_ALLOWED("method-not-allowed", 405, "This cannot be done here"),
  LOGIN_TAKEN("login-taken", 409, "Somebody else has this login name"),
  CLIENT_ID_REUSED("client-id-reused", 409, "The client id stands for another request"),
  TOKEN_REUSED("token-reused", 409, "The site's token was used before"),
  CALL_OVER("call-over", 409, "The call has ended"),
  CALL_FULL("call-full", 409, "As many are in the call as may be"),
  EXPORT_NOT_READY("export-not-ready", 409, "There is no archive to be fetched yet"),
  ERASURE_NOT_READY("erasure-not-ready", 409, "It is not counted yet what would be erased"),
  ON_HOLD("on-hold", 409, "The site has to keep this for now"),
  TOO_LARGE("too-large", 413, "The request is too large"),
  UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body must be application/json"),
  LIMIT_REACHED("limit-reached", 422, "There may be no more of these"),
  TOO_MANY_REQUESTS("too-many-requests", 429, "Too many requests; wait a while"),
  INTERNAL("internal", 500, "Something is wrong with this site"),
  NO_MEDIA_SERVER("no-media-server", 501, "Calls of more than two need a media server"),
  UNAVAILABLE("unavailable", 503, "The site cannot do this right now; try again");

  private final String uri;
  private final int status;
  private final String title;

  ProblemType(String name, int status, String title) {
    this.uri = "/problems/" + name;
    this.status = status;
    this.title = title;
  }

  public String uri() {
    return uri;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }
}
