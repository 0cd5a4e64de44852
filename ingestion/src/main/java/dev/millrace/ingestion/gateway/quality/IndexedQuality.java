package dev.millrace.ingestion.gateway.quality;

import dev.millrace.ingestion.gateway.spending.SoleTenants;
import dev.millrace.record.QualityMetric;
import dev.millrace.schemas.wire.AvroCodec;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Finds figures in the index.
 *
 * @param codec reads what lies there
 * @param tenants who uses which pipeline alone; nothing while that, or what was written before the
 *     start, is not known
 * @param readers do the reading: a page may take some tenths of a second
 */
record IndexedQuality(
    QualityIndex index,
    AvroCodec<QualityMetric> codec,
    Supplier<Optional<SoleTenants>> tenants,
    Executor readers)
    implements Quality {

  @Override
  public CompletionStage<Optional<QualityPage>> find(QualityQuery query) {
    Optional<SoleTenants> known = tenants.get();
    if (known.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    try {
      return CompletableFuture.supplyAsync(() -> Optional.of(page(query, known.get())), readers);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private QualityPage page(QualityQuery query, SoleTenants known) {
    QualityPage.Builder page = new QualityPage.Builder(query, known::hasForItself);
    index.read(query.from(), query.to(), value -> page.take(codec.decode(value)));
    return page.build();
  }
}
