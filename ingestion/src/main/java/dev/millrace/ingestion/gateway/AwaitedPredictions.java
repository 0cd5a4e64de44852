package dev.millrace.ingestion.gateway;

import dev.millrace.record.Prediction;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * Requests that somebody waits for.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
final class AwaitedPredictions {

  private final ConcurrentMap<String, CompletableFuture<Optional<Prediction>>> waiting =
      new ConcurrentHashMap<>();

  /** Waits for a prediction that is written from now on; empty where it does not come in time. */
  CompletionStage<Optional<Prediction>> await(String requestId, Duration patience) {
    CompletableFuture<Optional<Prediction>> future =
        waiting.computeIfAbsent(requestId, id -> new CompletableFuture<>());
    return future
        .copy()
        .completeOnTimeout(Optional.empty(), patience.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((prediction, e) -> waiting.remove(requestId, future));
  }

  /** Tells those who wait for it. */
  void arrived(Prediction prediction) {
    CompletableFuture<Optional<Prediction>> future = waiting.remove(prediction.getRequestId());
    if (future != null) {
      future.complete(Optional.of(prediction));
    }
  }
}
