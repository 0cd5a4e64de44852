package dev.millrace.lifecycle.work;

/** How far the price of a deployment is. */
public sealed interface PriceState {

  /** Every job that follows the price book has one, or will within moments. */
  record InForce() implements PriceState {}

  /** It was published, and is not read back yet. Ask again. */
  record Published() implements PriceState {}

  /**
   * There is none, and nobody here can tell what it would be.
   *
   * @param what is to be done about it, one sentence
   */
  record Missing(String what) implements PriceState {}
}
