package dev.millrace.ingestion.gateway.spending;

import dev.millrace.record.BudgetStatus;
import dev.millrace.record.CostMetric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/** Spending in lists, with the gateway's own way of making pages. */
public final class KnownSpending {

  private enum State {
    KNOWN,
    CATCHING_UP,
    TOO_MANY
  }

  private final List<BudgetStatus> statuses = new ArrayList<>();
  private final List<CostMetric> windows = new ArrayList<>();
  private State state = State.KNOWN;

  /** What endpoints use. */
  public Spending spending() {
    return new Spending(this::of, this::find);
  }

  /** Adds a status. */
  public synchronized void write(BudgetStatus status) {
    statuses.add(status);
  }

  /** Adds a window. */
  public synchronized void write(CostMetric window) {
    windows.add(window);
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
    statuses.clear();
    windows.clear();
    state = State.KNOWN;
  }

  private synchronized List<BudgetStatus> of(String tenant) {
    return statuses.stream().filter(one -> tenant.equals(one.getTenant())).toList();
  }

  private synchronized CompletionStage<Spending.Costs.Finding> find(CostQuery query) {
    return switch (state) {
      case CATCHING_UP ->
          CompletableFuture.completedFuture(new Spending.Costs.Finding.CatchingUp());
      case TOO_MANY -> CompletableFuture.failedFuture(new RejectedExecutionException("full"));
      case KNOWN ->
          CompletableFuture.completedFuture(new Spending.Costs.Finding.Found(page(query)));
    };
  }

  private CostPage page(CostQuery query) {
    CostPage.Builder page = new CostPage.Builder(query);
    windows.stream()
        .filter(one -> one.getTenant().equals(query.tenant()))
        .filter(
            one ->
                Duration.between(one.getWindowStart(), one.getWindowEnd())
                    .equals(query.window().length()))
        .filter(
            one ->
                !one.getWindowStart().isBefore(query.from())
                    && one.getWindowStart().isBefore(query.to()))
        .sorted(Comparator.comparing(CostMetric::getWindowStart))
        .takeWhile(page::take)
        .forEach(taken -> {});
    return page.build();
  }
}
