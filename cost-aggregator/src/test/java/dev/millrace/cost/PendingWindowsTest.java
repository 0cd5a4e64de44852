package dev.millrace.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cost.domain.Series;
import dev.millrace.cost.domain.WindowKey;
import dev.millrace.cost.domain.WindowSums;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.Lane;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was committed and not written yet is there after a start. */
class PendingWindowsTest {

  private static final Series SERIES =
      new Series("acme", "letters", Terminals.NOVA, 1, Optional.empty(), Lane.BULK);
  private static final WindowKey NOON =
      new WindowKey(SERIES, CostWindow.MINUTE, Terminals.NOON.toEpochMilli());
  private static final WindowKey HOUR = NOON.in(CostWindow.HOUR);

  private final PendingWindows pending = PendingWindows.builder().withLoggingDisabled().build();

  @BeforeEach
  void start() {
    pending.init(new MockProcessorContext<>().getStateStoreContext(), pending);
    pending.open();
  }

  @Test
  void goesOnWithWhatWasCommitted() {
    pending.add(NOON, requests(2));
    pending.add(HOUR, requests(3));
    commit();
    pending.add(NOON, requests(100));
    crash();
    pending.add(NOON, requests(1));

    assertThat(pending.take(CostWindow.MINUTE)).isEqualTo(Map.of(NOON, requests(3)));
    assertThat(pending.take(CostWindow.HOUR)).isEqualTo(Map.of(HOUR, requests(3)));
  }

  @Test
  void isNotPendingWhenItIsTaken() {
    pending.add(NOON, requests(2));
    commit();
    assertThat(stored()).isEqualTo(1);
    pending.take(CostWindow.MINUTE);
    assertThat(pending.size(CostWindow.MINUTE)).isZero();
    assertThat(stored()).as("not committed").isEqualTo(1);
    commit();

    assertThat(stored()).isZero();
    crash();
    assertThat(pending.take(CostWindow.MINUTE)).isEmpty();
  }

  @Test
  void isPendingAgainWhenThereIsMore() {
    pending.add(NOON, requests(2));
    commit();
    pending.take(CostWindow.MINUTE);
    pending.add(NOON, requests(5));
    commit();
    crash();

    assertThat(pending.take(CostWindow.MINUTE)).isEqualTo(Map.of(NOON, requests(5)));
  }

  @Test
  void putsNothingDownThatIsTakenBeforeACommit() {
    pending.add(NOON, requests(2));
    pending.take(CostWindow.MINUTE);
    commit();

    assertThat(stored()).isZero();
  }

  @Test
  void putsDownOnlyWhatHasChanged() {
    pending.add(NOON, requests(2));
    commit();
    pending.wrapped().put(pending.wrapped().all().next().key, new byte[] {9, 0});
    commit();
    crash();

    assertThat(pending.take(CostWindow.MINUTE)).isEqualTo(Map.of(NOON, requests(9)));
  }

  private static WindowSums requests(long requests) {
    return new WindowSums(requests, new TreeMap<>());
  }

  private void commit() {
    pending.flushCache();
  }

  /** What is in memory is lost; the store is whole again. */
  private void crash() {
    pending.open();
  }

  private long stored() {
    return pending.wrapped().approximateNumEntries();
  }
}
