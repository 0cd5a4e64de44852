package dev.millrace.ingestion.gateway.quality;

import dev.millrace.ingestion.gateway.spending.CostRecords;
import dev.millrace.ingestion.gateway.spending.SoleTenants;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * Figures in a list, with the gateway's own way of making pages. Tenant acme has pipeline letters
 * for itself, and shares bills with another.
 */
public final class KnownQuality {

  private enum State {
    KNOWN,
    CATCHING_UP,
    TOO_MANY
  }

  private final List<QualityMetric> figures = new ArrayList<>();
  private final SoleTenants tenants = tenants();
  private State state = State.KNOWN;

  /** Who uses what. */
  static SoleTenants tenants() {
    SoleTenants tenants = new SoleTenants();
    var letters = CostRecords.hour(CostRecords.TEN, "1");
    var bills = CostRecords.hour(CostRecords.TEN, "1");
    bills.setPipeline("bills");
    var others = CostRecords.hour(CostRecords.TEN, "1");
    others.setPipeline("bills");
    others.setTenant("other");
    List.of(letters, bills, others, letters, bills).forEach(tenants::add);
    return tenants;
  }

  /** Accuracy of a window of five minutes. */
  public static QualityMetric accuracy(String pipeline, Instant start) {
    return QualityMetric.newBuilder()
        .setPipeline(pipeline)
        .setModelVersion(3)
        .setName("accuracy")
        .setWindowStart(start)
        .setWindowEnd(start.plus(Duration.ofMinutes(5)))
        .setRevision(1)
        .setValue(0.9)
        .setReferenceCount(100)
        .setCurrentCount(50)
        .setVerdict(Verdict.STABLE)
        .setTarget(0.8)
        .setLabelCoverage(0.5)
        .build();
  }

  /** Adds a figure. */
  public synchronized void write(QualityMetric figure) {
    figures.add(figure);
  }

  /** From now on older windows are still being read. */
  public synchronized void start() {
    state = State.CATCHING_UP;
  }

  /** From now on too many ask. */
  public synchronized void fill() {
    state = State.TOO_MANY;
  }

  /** As if nothing had been. */
  public synchronized void forget() {
    figures.clear();
    state = State.KNOWN;
  }

  /** Who uses what; nothing while older windows are still being read. */
  public synchronized Optional<SoleTenants> soleTenants() {
    return state == State.CATCHING_UP ? Optional.empty() : Optional.of(tenants);
  }

  /** What endpoints use. */
  public synchronized CompletionStage<Optional<QualityPage>> find(QualityQuery query) {
    return switch (state) {
      case CATCHING_UP -> CompletableFuture.completedFuture(Optional.empty());
      case TOO_MANY -> CompletableFuture.failedFuture(new RejectedExecutionException("full"));
      case KNOWN -> CompletableFuture.completedFuture(Optional.of(page(query)));
    };
  }

  private QualityPage page(QualityQuery query) {
    QualityPage.Builder page = new QualityPage.Builder(query, tenants::hasForItself);
    figures.stream()
        .filter(
            one ->
                !one.getWindowStart().isBefore(query.from())
                    && one.getWindowStart().isBefore(query.to()))
        .sorted(Comparator.comparing(QualityMetric::getWindowStart))
        .takeWhile(page::take)
        .forEach(taken -> {});
    return page.build();
  }
}
