package dev.millrace.cost.domain;

/**
 * How many calls, and what they used together.
 *
 * @param calls at least 1
 */
public record Tally(long calls, Tokens tokens) {

  public Tally {
    if (calls < 1) {
      throw new IllegalArgumentException("a tally of " + calls + " calls says nothing");
    }
  }

  Tally plus(Tally more) {
    return new Tally(Math.addExact(calls, more.calls), tokens.plus(more.tokens));
  }
}
