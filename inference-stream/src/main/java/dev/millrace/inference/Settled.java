package dev.millrace.inference;

import dev.millrace.inference.domain.DeadLetters;
import dev.millrace.inference.domain.Received;
import dev.millrace.inference.domain.Replay;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written for a request. A record that is no request has only a dead letter; a
 * request that failed has both; one that failed in an earlier life has its dead letter once more,
 * because nobody knows whether the first one was written.
 *
 * @param received where it came from
 * @param trace the span that it ends, as a header says it; null where that of the request goes on
 */
public record Settled(
    Received received,
    @Nullable Prediction prediction,
    @Nullable DeadLetter deadLetter,
    byte @Nullable [] trace) {

  /** In the trace of its request, as that came. */
  public Settled(
      Received received, @Nullable Prediction prediction, @Nullable DeadLetter deadLetter) {
    this(received, prediction, deadLetter, null);
  }

  /** Of a record that cannot be read. */
  static Settled unreadable(Received received, UnreadableRecordException reason, Instant now) {
    return new Settled(
        received, null, DeadLetters.unreadable(received, String.valueOf(reason.getMessage()), now));
  }

  /** Of a request that has ended. */
  static Settled of(Received received, InferenceRequest request, Prediction prediction) {
    return new Settled(
        received,
        prediction,
        prediction.getOutcome() == Outcome.FAILED
            ? DeadLetters.failed(
                received,
                request,
                new DeadLetters.Failure(prediction.getCause(), prediction.getDetail()),
                prediction.getCompletedAt())
            : null);
  }

  /** The same, from a span. */
  Settled in(byte[] span) {
    return new Settled(received, prediction, deadLetter, span);
  }

  /** What the header says of which trace it belongs to; null where there is none. */
  byte @Nullable [] traceOrThatOfTheRequest() {
    return trace == null ? received.trace() : trace;
  }

  /**
   * Of a request whose terminal record was written before a restart: its dead letter once more,
   * which may not have been.
   */
  static List<Settled> before(
      Received received, InferenceRequest request, Replay.Ended end, Instant now) {
    return end.failure()
        .map(failure -> DeadLetters.failed(received, request, failure, now))
        .map(letter -> List.of(new Settled(received, null, letter)))
        .orElse(List.of());
  }
}
