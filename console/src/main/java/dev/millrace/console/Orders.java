package dev.millrace.console;

import dev.millrace.lifecycle.domain.run.Order;
import java.io.IOException;

/** Carries out what operators want of models. */
@FunctionalInterface
interface Orders {

  /**
   * Carries an order out, or says why not.
   *
   * @param by who gives it
   * @throws IOException where nothing was written, or nobody said whether it was
   */
  Order.Answer give(String pipeline, Order order, String by) throws IOException;
}
