package dev.millrace.ingestion.gateway.predictions;

import dev.millrace.ingestion.gateway.predictions.KnownPredictions.Finding;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Ends of requests: those to come, and those that are known.
 *
 * <p><i>Shape</i>: whoever wants to miss none waits first and then recalls: the end either comes
 * later, and is told to who waits, or was there before, and is recalled.
 *
 * @param awaited those who wait
 * @param known what was written before
 */
public record Endings(AwaitedEndings awaited, KnownPredictions known) {

  /** Waits for the end of a request; empty where it does not become known in time. */
  public CompletionStage<Optional<Ending>> await(
      String tenant, String requestId, Duration patience) {
    return awaited.await(tenant, requestId, patience);
  }

  /** Looks what is known of a request, and tells those who wait for it. */
  public CompletionStage<Finding> recall(String tenant, String requestId) {
    return known
        .find(tenant, requestId)
        .thenApply(
            finding -> {
              if (finding instanceof Finding.Found found) {
                awaited.arrived(found.end());
              }
              return finding;
            });
  }
}
