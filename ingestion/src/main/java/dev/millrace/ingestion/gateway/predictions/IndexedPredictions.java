package dev.millrace.ingestion.gateway.predictions;

import dev.millrace.ingestion.gateway.predictions.PredictionIndex.Place;
import dev.millrace.ingestion.gateway.predictions.PredictionReader.Stored;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds predictions: where they lie is in the index, what they say is in Kafka.
 *
 * @param index where they lie
 * @param isCaughtUp whether what is not in the index is not in the topic
 * @param reader gives a tenant the record at a place, or rejects where too many wait
 * @param heads makes predictions of values
 */
record IndexedPredictions(
    PredictionIndex index,
    BooleanSupplier isCaughtUp,
    BiFunction<String, Place, CompletionStage<Optional<Stored>>> reader,
    PredictionHeads heads)
    implements KnownPredictions {

  private static final Logger LOG = LoggerFactory.getLogger(IndexedPredictions.class);

  @Override
  public CompletionStage<Finding> find(String tenant, String requestId) {
    // Asked first: what was indexed while we looked was there before.
    boolean complete = isCaughtUp.getAsBoolean();
    Optional<Place> place = index.find(tenant, requestId);
    if (place.isEmpty()) {
      return CompletableFuture.completedFuture(
          complete ? new Finding.Absent() : new Finding.CatchingUp());
    }
    CompletionStage<Optional<Stored>> reading;
    try {
      reading = reader.apply(tenant, place.get());
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(new Finding.Busy());
    }
    return reading.thenApply(
        stored ->
            stored
                .flatMap(record -> prediction(record, place.get()))
                .filter(found -> isOf(tenant, requestId, found.prediction()))
                .<Finding>map(Finding.Found::new)
                .orElseGet(Finding.Absent::new));
  }

  private Optional<Ending.Predicted> prediction(Stored stored, Place place) {
    try {
      return Optional.of(new Ending.Predicted(heads.readWhole(stored.value()), stored.trace()));
    } catch (UnreadableRecordException e) {
      LOG.warn("the prediction at {} cannot be read", place, e);
      return Optional.empty();
    }
  }

  /** A place may be taken by another after brokers have lost records. */
  private static boolean isOf(String tenant, String requestId, Prediction found) {
    return found.getTenant().equals(tenant) && found.getRequestId().equals(requestId);
  }
}
