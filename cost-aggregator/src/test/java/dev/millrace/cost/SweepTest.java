package dev.millrace.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cost.domain.Portion;
import dev.millrace.cost.domain.Portion.Knowledge;
import dev.millrace.cost.domain.Rates;
import dev.millrace.cost.domain.Series;
import dev.millrace.cost.domain.Tally;
import dev.millrace.cost.domain.Tokens;
import dev.millrace.cost.domain.Use;
import dev.millrace.cost.domain.WindowKey;
import dev.millrace.cost.domain.WindowSums;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Lane;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class SweepTest {

  /** More than two steps. */
  private static final int WINDOWS = 10_000;

  private static final long NOON = Terminals.NOON.toEpochMilli();
  private static final long MINUTE = CostWindow.MINUTE.length().toMillis();
  private static final long YEAR = 366L * 24 * 3600 * 1000;

  private final KeyValueStore<Bytes, byte[]> store =
      Stores.inMemoryKeyValueStore(CostWindows.NAME).get();
  private final KeyValueStore<Bytes, byte[]> progress =
      Stores.inMemoryKeyValueStore(Sweep.NAME).get();
  private final FlatRates rates = new FlatRates();
  private final CostWindows windows = new CostWindows(store, rates);
  private final List<CostMetric> written = new ArrayList<>();

  @Test
  void ratesAllWindowsAgainStepByStep() {
    fill();
    Sweep sweep = sweep();
    finish(sweep, NOON);
    assertThat(written).as("nothing has changed").isEmpty();

    rates.version++;
    rates.each = 2;
    sweep.step(NOON, written::add);
    assertThat(written).as("not all at once").hasSizeBetween(1, WINDOWS - 1);
    finish(sweep, NOON);

    assertThat(written).hasSize(WINDOWS);
    assertThat(written).extracting(metric -> metric.getTotal().getCost()).containsOnly(money(2));
    finish(sweep, NOON);
    assertThat(written).as("once").hasSize(WINDOWS);
  }

  @Test
  void changesNothingTwiceWhenItBeginsAnew() {
    fill();
    rates.version++;
    rates.each = 2;
    sweep().step(NOON, written::add);
    int before = written.size();

    finish(sweep(), NOON);

    assertThat(before).isPositive();
    assertThat(written).hasSize(WINDOWS);
  }

  @Test
  void forgetsAllThatIsOver() {
    fill();

    finish(sweep(), NOON + YEAR);

    assertThat(store.approximateNumEntries()).isZero();
    assertThat(written).isEmpty();
  }

  private Sweep sweep() {
    return new Sweep(progress, windows, Aggregator.HORIZON);
  }

  private void finish(Sweep sweep, long now) {
    for (int step = 0; step < 5; step++) {
      sweep.step(now, written::add);
    }
  }

  private void fill() {
    TreeMap<Portion, Tally> portions = new TreeMap<>();
    Tokens tokens = new Tokens(1, 0, 0, 0, 0);
    portions.put(Portion.of(Use.USEFUL, Knowledge.REPORTED, 0, tokens), new Tally(1, tokens));
    Series series = new Series("acme", "letters", Terminals.NOVA, 1, Optional.empty(), Lane.BULK);
    for (int i = 0; i < WINDOWS; i++) {
      windows.add(
          new WindowKey(series, CostWindow.MINUTE, NOON - i * MINUTE), new WindowSums(1, portions));
    }
  }

  private static BigDecimal money(long units) {
    return BigDecimal.valueOf(units, 12);
  }

  private static final class FlatRates implements Rates {

    private long version;
    private long each = 1;

    @Override
    public int band(String modelId, Tokens tokens) {
      return 0;
    }

    @Override
    public Optional<BigDecimal> cost(Series series, long atMillis, Portion portion, Tokens tokens) {
      return Optional.of(money(each * tokens.input()));
    }

    @Override
    public long version() {
      return version;
    }
  }
}
