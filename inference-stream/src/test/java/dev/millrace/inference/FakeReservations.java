package dev.millrace.inference;

import dev.millrace.record.BudgetReservation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The log in memory; outlives who reads it. What is written is read at once, by all. */
final class FakeReservations implements ReservationLog {

  private final List<BudgetReservation> entries = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>();
  private boolean isAway;

  @Override
  public synchronized CompletableFuture<Void> append(BudgetReservation entry) {
    if (isAway) {
      return CompletableFuture.failedFuture(new IllegalStateException("the brokers are away"));
    }
    entries.add(entry);
    readers.forEach(reader -> reader.read(entry));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized void follow(Reader reader) {
    entries.forEach(reader::read);
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
