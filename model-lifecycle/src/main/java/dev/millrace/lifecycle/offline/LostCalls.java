package dev.millrace.lifecycle.offline;

import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.OfflineCall;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Calls of whose end nobody has heard: their process died, no reply came, or their record could not
 * be written. They stay in offline-calls until they are booked at the most that they can have
 * taken.
 *
 * <p><i>Threads</i>: any.
 */
public final class LostCalls implements AutoCloseable {

  private final Supplier<Collection<OfflineCall>> open;
  private final OfflineLedger ledger;
  private final InstantSource clock;
  private final Runnable closing;

  LostCalls(
      Supplier<Collection<OfflineCall>> open,
      OfflineLedger ledger,
      InstantSource clock,
      Runnable closing) {
    this.open = open;
    this.ledger = ledger;
    this.clock = clock;
    this.closing = closing;
  }

  /** Those of a factory, as they come and go. */
  public static LostCalls open(
      KafkaConnection kafka, SchemaRegistry registry, OfflineLedger ledger, InstantSource clock) {
    CompactedView<OfflineCall> view = CompactedView.open(Topics.OFFLINE_CALLS, kafka, registry);
    return new LostCalls(view::values, ledger, clock, view::close);
  }

  /** Those of a run that are open, whether somebody may wait for them or not. */
  List<OfflineCall> open(String run) {
    return open.get().stream().filter(call -> call.getRun().equals(run)).toList();
  }

  /** Those of a run that nobody waits for any more. */
  List<OfflineCall> lost(String run) {
    return open(run).stream().filter(this::isLost).toList();
  }

  /** Books those of some calls that nobody waits for any more. */
  void book(List<OfflineCall> calls) {
    calls.stream().filter(this::isLost).forEach(ledger::lost);
  }

  /** Books all that nobody waits for any more, but for those of runs that do so themselves. */
  void bookAllBut(Set<String> runs) {
    book(open.get().stream().filter(call -> !runs.contains(call.getRun())).toList());
  }

  private boolean isLost(OfflineCall call) {
    Instant now = clock.instant();
    return !now.isBefore(call.getLostAt());
  }

  @Override
  public void close() {
    closing.run();
  }
}
