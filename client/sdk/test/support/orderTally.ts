/** What happened in some histories: one in which nothing goes wrong proves nothing. */
export class OrderTally {
  /** Events that a relay did not bring to a socket, or never got. */
  losses = 0;
  doubles = 0;
  /** Events that came before those before them, and waited. */
  gaps = 0;
  /** Events beyond the bound of what waits. */
  overflows = 0;
  /** Events that were here already, or lay below the floor. */
  replays = 0;
  /** `resync` frames that a browser heard. */
  resyncs = 0;
  /** Answers with events long after the last wish: nothing but the head check asked. */
  headCheckRepairs = 0;
  requestsLost = 0;
  answersLost = 0;
  /** 429 and 503. */
  refusals = 0;
  /** Answers that said `more`. */
  cutAnswers = 0;
  unchangedAnswers = 0;
  partitions = 0;
  socketsLost = 0;
  moves = 0;
  /** The origin came back from a backup, on another timeline. */
  restores = 0;
  floorsRaised = 0;
  strangers = 0;
  appended = 0;
  appliedLive = 0;
  appliedBySync = 0;
}
