package org.sealmesh.gateway.http;

/// Ends the handling of a call early. Carries the whole answer, so that whoever finds the fault
/// need not hand it through layers that do not care.
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient Answer.Refusal answer;

  public Refused(Answer.Refusal answer) {
    super(answer.problem().type(), null, false, false);
    this.answer = answer;
  }

  public Answer.Refusal answer() {
    return answer;
  }
}
