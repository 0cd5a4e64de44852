package dev.millrace.ingestion.gateway.predictions;

import java.util.concurrent.CompletionStage;

/** Finds predictions that were written before. */
@FunctionalInterface
public interface KnownPredictions {

  /** What is known of a request. */
  sealed interface Finding {

    /** It has its terminal record. */
    record Found(Ending.Predicted end) implements Finding {}

    /** The tenant has no prediction of that request: not yet, not any more, or it never will. */
    record Absent() implements Finding {}

    /** Nobody knows so far, because older predictions are still being read. */
    record CatchingUp() implements Finding {}

    /** Nobody has looked: too many look already, of the tenant or in all. */
    record Busy() implements Finding {}
  }

  /**
   * Looks for the prediction of a tenant's request without blocking. The stage fails where Kafka
   * cannot be asked.
   */
  CompletionStage<Finding> find(String tenant, String requestId);
}
