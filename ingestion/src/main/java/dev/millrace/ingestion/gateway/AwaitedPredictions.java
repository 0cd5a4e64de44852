package dev.millrace.ingestion.gateway;

import dev.millrace.record.Prediction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Requests that somebody waits for.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
final class AwaitedPredictions {

  /** The lists are changed only in the map's own turn of their key. */
  private final Map<String, List<CompletableFuture<Optional<Prediction>>>> waiting =
      new ConcurrentHashMap<>();

  /** Waits for a prediction that is written from now on; empty where it does not come in time. */
  CompletionStage<Optional<Prediction>> await(String requestId, Duration patience) {
    CompletableFuture<Optional<Prediction>> future = new CompletableFuture<>();
    waiting.compute(
        requestId,
        (id, others) -> {
          List<CompletableFuture<Optional<Prediction>>> all =
              others == null ? new ArrayList<>() : others;
          all.add(future);
          return all;
        });
    return future
        .completeOnTimeout(Optional.empty(), patience.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((prediction, e) -> forgetEnded(requestId));
  }

  /** Whether anybody waits for anything. */
  boolean isAnybodyWaiting() {
    return !waiting.isEmpty();
  }

  /** Tells those who wait for it. */
  void arrived(Prediction prediction) {
    List<CompletableFuture<Optional<Prediction>>> told = waiting.remove(prediction.getRequestId());
    if (told != null) {
      told.forEach(future -> future.complete(Optional.of(prediction)));
    }
  }

  private void forgetEnded(String requestId) {
    waiting.computeIfPresent(
        requestId,
        (id, others) -> {
          others.removeIf(CompletableFuture::isDone);
          return others.isEmpty() ? null : others;
        });
  }
}
