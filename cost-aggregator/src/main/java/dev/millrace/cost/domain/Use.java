package dev.millrace.cost.domain;

/** What a call that is paid for was good for. The order is part of what is stored. */
public enum Use {
  /** Its answer, or the guardrail's verdict on it, is the request's. */
  USEFUL,
  /** It failed after tokens were used; the request was asked for again, or failed. */
  RETRY,
  /** It was answered, but not with what the task asks for. */
  INVALID_ANSWER,
  /**
   * The request's share of a call that it made together with others, and that brought it nothing
   * valid, whatever it brought the others.
   */
  PACKED_OVERHEAD,
  /** It was made to see what a candidate says. */
  SHADOW
}
