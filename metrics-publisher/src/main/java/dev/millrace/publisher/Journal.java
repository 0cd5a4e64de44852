package dev.millrace.publisher;

import dev.millrace.publisher.domain.Batch;
import dev.millrace.publisher.domain.Told;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was told, over many lives: batches are announced before they are sent, and written down
 * after.
 *
 * <p><i>Failure</i>: Kafka's own exceptions. Nobody knows then whether it is written; who reads the
 * {@link #past()} anew does.
 */
interface Journal extends AutoCloseable {

  /**
   * How far a life had come.
   *
   * @param batch number of the last batch that was announced; 0 before the first
   * @param isDone whether it was written down too
   */
  record Mark(long batch, boolean isDone) {

    static final Mark FIRST = new Mark(0, true);

    private static final String DONE = " done";
    private static final String BEGUN = " begun";

    /** As {@link #text()} says it; empty where it does not. */
    static Optional<Mark> of(String text) {
      int end = text.indexOf(' ');
      return text.matches("\\d{1,18}( done| begun)")
          ? Optional.of(new Mark(Long.parseLong(text.substring(0, end)), text.endsWith(DONE)))
          : Optional.empty();
    }

    String text() {
      return batch + (isDone ? DONE : BEGUN);
    }

    /** Number of the batch that comes next: the same again where it may not have been sent. */
    long next() {
      return isDone ? batch + 1 : batch;
    }
  }

  /**
   * What earlier lives left.
   *
   * @param told by window
   */
  record Past(Mark mark, Map<String, Told> told) {}

  /** Reads what is written; nobody else writes from here on. */
  Past past();

  /**
   * A batch is about to be sent.
   *
   * @param offsets from where on another life has to read, by partition
   */
  void announce(long batch, Map<String, Long> offsets);

  /**
   * It was sent.
   *
   * @param forgotten windows that nothing more will be told of
   */
  void write(Batch batch, List<String> forgotten, Map<String, Long> offsets);

  @Override
  void close();
}
