package dev.millrace.publisher;

import dev.millrace.record.Alert;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What was told of alerts, over many lives.
 *
 * <p><i>Failure</i>: Kafka's own exceptions. Nobody knows then whether it is written; who reads the
 * {@link #past()} anew does.
 */
interface AlertJournal extends AutoCloseable {

  /** An alert as it was told, and when. */
  record Told(Alert alert, Instant at) {}

  /**
   * What earlier lives left.
   *
   * @param told in the order it was
   * @param counted offset behind the last record that they looked at, by partition
   */
  record Past(List<Told> told, Map<String, Long> counted) {}

  /** Reads what is written; nobody else writes from here on. */
  Past past();

  /**
   * Alerts, and how far records were looked at: all of it or nothing.
   *
   * @param offsets behind the last record, by partition
   */
  void write(List<Alert> alerts, Map<String, Long> offsets);

  @Override
  void close();
}
