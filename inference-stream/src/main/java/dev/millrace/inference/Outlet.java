package dev.millrace.inference;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.io.Serializable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.FilterFunction;
import org.jspecify.annotations.Nullable;

/**
 * A topic that the job writes, and what of a {@link Settled} goes there.
 *
 * @param <V> type of the values
 */
sealed interface Outlet<V extends SpecificRecord> extends FilterFunction<Settled>, Serializable {

  Topic<V> topic();

  /** Null where nothing goes there. */
  @Nullable V value(Settled settled);

  @Override
  default boolean filter(Settled settled) {
    return value(settled) != null;
  }

  /** The terminal records. */
  record Predictions() implements Outlet<Prediction> {
    @Override
    public Topic<Prediction> topic() {
      return Topics.PREDICTIONS;
    }

    @Override
    public @Nullable Prediction value(Settled settled) {
      return settled.prediction();
    }
  }

  /** What could not go on. */
  record DeadLetters() implements Outlet<DeadLetter> {
    @Override
    public Topic<DeadLetter> topic() {
      return Topics.DEAD_LETTERS;
    }

    @Override
    public @Nullable DeadLetter value(Settled settled) {
      return settled.deadLetter();
    }
  }
}
