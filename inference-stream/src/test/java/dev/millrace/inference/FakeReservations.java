package dev.millrace.inference;

import dev.millrace.record.BudgetReservation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The log in memory; outlives who reads it. What is written is read at once, by all. */
final class FakeReservations implements ReservationLog {

  private final List<BudgetReservation> entries = new ArrayList<>();
  private final List<Consumer<BudgetReservation>> readers = new ArrayList<>();
  private boolean isAway;

  @Override
  public synchronized CompletableFuture<Void> append(BudgetReservation entry) {
    if (isAway) {
      return CompletableFuture.failedFuture(new IllegalStateException("the brokers are away"));
    }
    entries.add(entry);
    readers.forEach(reader -> reader.accept(entry));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized void follow(Consumer<BudgetReservation> reader) {
    entries.forEach(reader);
    readers.add(reader);
  }

  /** Whoever reads dies. */
  synchronized void crash() {
    readers.clear();
  }

  synchronized void away(boolean away) {
    isAway = away;
  }

  synchronized List<BudgetReservation> entries() {
    return List.copyOf(entries);
  }
}
