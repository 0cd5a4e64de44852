package dev.millrace.ingestion.client;

import dev.millrace.ingestion.client.ProducerException.Arrival;
import dev.millrace.ingestion.client.ProducerException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says what becomes of a batch that was answered, or was not.
 *
 * @param reader of the answers
 * @param backoff between two tries
 * @param deliveryTimeout as messages name it
 * @param address the gateway's, as messages name it
 */
record Verdicts(AnswerReader reader, Backoff backoff, Duration deliveryTimeout, String address) {

  private static final Outcome.Again SILENCE =
      new Outcome.Again(
          Optional.empty(), "has not answered what was sent before", Optional.empty());

  /**
   * What becomes of a batch.
   *
   * @param endings parcels that have ended
   * @param rest what goes again, in order
   * @param restNanos when, at the earliest
   * @param trouble why it goes again
   */
  record Verdict(
      List<Ending> endings, List<Batch> rest, long restNanos, Optional<Outcome.Again> trouble) {

    Verdict(List<Ending> endings, List<Batch> rest, long restNanos) {
      this(endings, rest, restNanos, Optional.empty());
    }
  }

  /** By its answer, or by the failure where there is none. */
  Verdict of(Batch batch, @Nullable Answer answer, @Nullable Throwable failure, long nowNanos) {
    Outcome outcome = answer == null ? unanswered(failure) : reader.read(answer, batch.size());
    if (outcome instanceof Outcome.Judged judged) {
      List<Ending> endings = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        endings.add(new Ending.Delivered(batch.parcels().get(i), judged.deliveries().get(i)));
      }
      return new Verdict(endings, List.of(), nowNanos);
    }
    if (outcome instanceof Outcome.TooMuch) {
      return new Verdict(List.of(), batch.halves(), nowNanos);
    }
    if (outcome instanceof Outcome.Refused refused) {
      String message = "the gateway at " + address + " " + refused.why();
      return new Verdict(
          failed(batch.parcels(), new ProducerException(refused.reason(), arrival(batch), message)),
          List.of(),
          nowNanos);
    }
    if (outcome instanceof Outcome.Again again) {
      int tries = batch.tries() + 1;
      long next = nowNanos + backoff.after(tries, again.atLeast()).toNanos();
      List<Parcel> alive = batch.alive(next);
      return new Verdict(
          timedOut(batch.expired(next), Arrival.POSSIBLE, again),
          alive.isEmpty() ? List.of() : List.of(new Batch(alive, tries)),
          next,
          Optional.of(again));
    }
    throw new AssertionError(outcome);
  }

  /**
   * Parcels whose time was over before they were sent, or sent again.
   *
   * @param batches that tell how often they were sent
   * @param trouble what went wrong last, where anything did
   */
  List<Ending> expired(List<Batch> batches, Optional<Outcome.Again> trouble) {
    List<Ending> endings = new ArrayList<>();
    for (Batch batch : batches) {
      endings.addAll(timedOut(batch.parcels(), arrival(batch), trouble.orElse(SILENCE)));
    }
    return endings;
  }

  static List<Ending> failed(List<Parcel> parcels, ProducerException failure) {
    List<Ending> endings = new ArrayList<>();
    parcels.forEach(parcel -> endings.add(new Ending.Failed(parcel, failure)));
    return endings;
  }

  /** Of a batch that has no try under way: one before may have been taken, and its answer lost. */
  private static Arrival arrival(Batch batch) {
    return batch.tries() == 0 ? Arrival.NONE : Arrival.POSSIBLE;
  }

  private List<Ending> timedOut(List<Parcel> parcels, Arrival arrival, Outcome.Again again) {
    String message =
        "not delivered within "
            + Spoken.span(deliveryTimeout)
            + ": the gateway at "
            + address
            + " "
            + again.why();
    return failed(
        parcels,
        again
            .cause()
            .map(cause -> new ProducerException(Reason.TIMED_OUT, arrival, message, cause))
            .orElseGet(() -> new ProducerException(Reason.TIMED_OUT, arrival, message)));
  }

  private static Outcome unanswered(@Nullable Throwable failure) {
    if (failure == null) {
      throw new AssertionError("neither answer nor failure");
    }
    Throwable bare = failure.getCause() == null ? failure : failure.getCause();
    return new Outcome.Again(
        Optional.empty(), "gave no answer (" + Spoken.silence(bare) + ")", Optional.of(bare));
  }
}
