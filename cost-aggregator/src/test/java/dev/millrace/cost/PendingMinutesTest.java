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
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** What was committed and not written yet is there after a start. */
class PendingMinutesTest {

  private static final Series SERIES =
      new Series("acme", "letters", Terminals.NOVA, 1, Optional.empty(), Lane.BULK);
  private static final WindowKey NOON =
      new WindowKey(SERIES, CostWindow.MINUTE, Terminals.NOON.toEpochMilli());
  private static final WindowSums TWO = new WindowSums(2, new TreeMap<>());

  private final KeyValueStore<Bytes, byte[]> store =
      Stores.inMemoryKeyValueStore(PendingMinutes.NAME).get();

  @Test
  void goesOnWithWhatWasThereBeforeAStart() {
    PendingMinutes before = new PendingMinutes(store);
    before.add(NOON, TWO);
    before.add(NOON, TWO);

    PendingMinutes after = new PendingMinutes(store);
    after.add(NOON, TWO);

    assertThat(after.size()).isEqualTo(1);
    assertThat(after.take()).isEqualTo(Map.of(NOON, new WindowSums(6, new TreeMap<>())));
  }

  @Test
  void hasNothingWhenItIsTaken() {
    PendingMinutes pending = new PendingMinutes(store);
    pending.add(NOON, TWO);
    pending.take();

    assertThat(pending.size()).isZero();
    assertThat(pending.take()).isEmpty();
    assertThat(new PendingMinutes(store).size()).isZero();
    assertThat(store.approximateNumEntries()).isZero();
  }
}
