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
  private boolean isSilent;
  private boolean isBroken;
  private int read;
  private int tries;

  @Override
  public synchronized CompletableFuture<Void> append(BudgetReservation entry) {
    tries++;
    if (isAway) {
      return CompletableFuture.failedFuture(new IllegalStateException("the brokers are away"));
    }
    entries.add(entry);
    while (!isSilent && read < entries.size()) {
      BudgetReservation next = entries.get(read++);
      readers.forEach(reader -> reader.read(next, next.getAt()));
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized void follow(Reader reader) {
    entries.forEach(entry -> reader.read(entry, entry.getAt()));
    readers.add(reader);
  }

  @Override
  public synchronized void requireReading() {
    if (isBroken) {
      throw new IllegalStateException("the reservations are not read any more");
    }
  }

  /** A defect ends the reading. */
  synchronized void breakDown() {
    isBroken = true;
  }

  /** Whoever reads dies. */
  synchronized void crash() {
    readers.clear();
  }

  synchronized void away(boolean away) {
    isAway = away;
  }

  /** What is written is read by nobody; once it is again, with what is written next. */
  synchronized void silent(boolean silent) {
    isSilent = silent;
  }

  /** How often somebody wanted to write. */
  synchronized int tries() {
    return tries;
  }

  synchronized List<BudgetReservation> entries() {
    return List.copyOf(entries);
  }
}
