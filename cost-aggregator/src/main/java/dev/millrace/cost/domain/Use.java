package dev.millrace.cost.domain;

/** What a call that is paid for was good for. */
public enum Use {
  /** Its answer, or the guardrail's verdict on it, is the request's. */
  USEFUL(0),
  /** It failed after tokens were used; the request was asked for again, or failed. */
  RETRY(1),
  /** It was answered, but not with what the task asks for. */
  INVALID_ANSWER(2),
  /**
   * The request's share of a call that it made together with others, and that brought it nothing
   * valid, whatever it brought the others.
   */
  PACKED_OVERHEAD(3),
  /** It was made beside the traffic, to see what a candidate says. */
  SHADOW(4),
  /** It was made in a replay or an evaluation, which has a budget of its own. */
  OFFLINE(5);

  private final int code;

  Use(int code) {
    this.code = code;
  }

  /** What stands for it where it is stored. */
  int code() {
    return code;
  }

  /** The use of a code. */
  static Use of(int code) {
    for (Use use : values()) {
      if (use.code == code) {
        return use;
      }
    }
    throw new IllegalArgumentException("no use has the code " + code);
  }
}
