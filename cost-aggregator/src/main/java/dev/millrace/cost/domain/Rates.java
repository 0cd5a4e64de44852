package dev.millrace.cost.domain;

import java.math.BigDecimal;
import java.util.Optional;

/** The price book, as far as windows need it. */
public interface Rates {

  /**
   * Which context band of its model a call is in, from 0; decided once, when the call is booked.
   *
   * @param tokens of that one call
   */
  int band(String modelId, Tokens tokens);

  /**
   * Exact cost in US dollars of calls that are alike, by the prices in force at an instant; empty
   * where they have none.
   *
   * @param tokens of all of them together
   */
  Optional<BigDecimal> cost(Series series, long atMillis, Portion portion, Tokens tokens);

  /** Grows with each change of the prices. */
  long version();
}
