package dev.millrace.publisher;

import dev.millrace.record.Alert;
import java.time.Duration;
import java.util.Optional;

/** Alerts that are still to be sent, in the order they were written. */
interface Outbox {

  /** The oldest that is not {@link #taken()}; waits for one, no longer than that. */
  Optional<Alert> next(Duration longest);

  /** The oldest is done with, in later lives too. */
  void taken();

  /**
   * The oldest is still not taken: says so anew now and then, because brokers forget how far a
   * group is that says nothing.
   */
  void stay();

  /** How many there are, as far as is known. */
  long waiting();
}
