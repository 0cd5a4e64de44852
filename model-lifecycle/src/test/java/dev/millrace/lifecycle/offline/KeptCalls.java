package dev.millrace.lifecycle.offline;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A ledger in memory. */
final class KeptCalls implements OfflineCalls {

  /** Those without an end. */
  final List<Planned> open = new CopyOnWriteArrayList<>();

  final List<Ended> answered = new CopyOnWriteArrayList<>();

  /** One with its end. */
  record Ended(Planned call, Answer answer) {}

  @Override
  public CompletableFuture<Entry> enter(Planned call) {
    open.add(call);
    return CompletableFuture.completedFuture(
        new Entry() {
          @Override
          public void answered(Answer answer) {
            open.remove(call);
            answered.add(new Ended(call, answer));
          }

          @Override
          public void refused() {
            open.remove(call);
          }
        });
  }
}
