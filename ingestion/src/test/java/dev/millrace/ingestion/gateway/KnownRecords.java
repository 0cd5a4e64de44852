package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.gateway.predictions.Ends;
import dev.millrace.ingestion.gateway.predictions.KnownPredictions;
import dev.millrace.record.Prediction;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.KafkaException;

/** Predictions that were written before, in memory. */
final class KnownRecords implements KnownPredictions {

  private final Map<String, Prediction> written = new HashMap<>();
  private Optional<RuntimeException> outage = Optional.empty();
  private boolean catchingUp;

  @Override
  public synchronized CompletionStage<Finding> find(String tenant, String requestId) {
    if (outage.isPresent()) {
      return CompletableFuture.failedFuture(outage.get());
    }
    Prediction found = written.get(requestId);
    if (found != null && found.getTenant().equals(tenant)) {
      return CompletableFuture.completedFuture(new Finding.Found(Ends.untraced(found)));
    }
    return CompletableFuture.completedFuture(
        catchingUp ? new Finding.CatchingUp() : new Finding.Absent());
  }

  synchronized void write(Prediction prediction) {
    written.put(prediction.getRequestId(), prediction);
  }

  synchronized void start() {
    catchingUp = true;
  }

  synchronized void breakDown() {
    outage = Optional.of(new KafkaException("the brokers are away"));
  }

  synchronized void forget() {
    written.clear();
    outage = Optional.empty();
    catchingUp = false;
  }
}
