package dev.millrace.ingestion.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an answer means for a batch. */
sealed interface Outcome {

  /** Each parcel has its judgement, in the batch's order. */
  record Judged(List<Delivery> deliveries) implements Outcome {}

  /**
   * It may work later.
   *
   * @param atLeast how long the gateway asks to wait
   * @param why for the message, should time run out
   */
  record Again(Optional<Duration> atLeast, String why, Optional<Throwable> cause)
      implements Outcome {}

  /** Something is wrong with one of them, or with their number: smaller batches will tell. */
  record TooMuch() implements Outcome {}

  /** No batch will do. */
  record Refused(ProducerException.Reason reason, String why) implements Outcome {}
}
