package dev.millrace.ingestion.gateway.spending;

import dev.millrace.record.CostMetric;
import dev.millrace.schemas.wire.AvroCodec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * Finds costs in the index.
 *
 * @param codec reads what lies there
 * @param isCaughtUp whether the index has all that was written before the start
 * @param readers do the reading: a page may take some tenths of a second
 */
record IndexedCosts(
    CostIndex index, AvroCodec<CostMetric> codec, BooleanSupplier isCaughtUp, Executor readers)
    implements Spending.Costs {

  @Override
  public CompletionStage<Finding> find(CostQuery query) {
    if (!isCaughtUp.getAsBoolean()) {
      return CompletableFuture.completedFuture(new Finding.CatchingUp());
    }
    try {
      return CompletableFuture.supplyAsync(() -> new Finding.Found(page(query)), readers);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CostPage page(CostQuery query) {
    CostPage.Builder page = new CostPage.Builder(query);
    index.read(query, value -> page.take(codec.decode(value)));
    return page.build();
  }
}
