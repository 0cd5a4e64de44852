package dev.millrace.cost.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.Lane;
import dev.millrace.schemas.testing.Fuzz;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is stored of charges and windows is read as it was written; anything else is refused. */
class StoredFuzzTest {

  private static final Charge CHARGE =
      Fixtures.charge(
          Fixtures.call(1, Fixtures.NOON, new Tokens(1, 2, 3, 4, 5), Use.INVALID_ANSWER),
          Fixtures.call(2, Fixtures.NOON.plusSeconds(1), Tokens.NONE).ending());

  @Test
  void readsChargesOrRefusesThem() {
    Fuzz.ofBytes("charge", List.of(CHARGE.bytes()))
        .holds(input -> check(input, Charge::of, Charge::bytes));
  }

  @Test
  void readsWindowsOrRefusesThem() {
    WindowSums sums = Fixtures.sums(CHARGE.calls().get(0));

    Fuzz.ofBytes(
            "window",
            List.of(
                new WindowState(-5, sums).bytes(), new WindowState(7, WindowSums.EMPTY).bytes()))
        .holds(input -> check(input, WindowState::of, WindowState::bytes));
  }

  @Test
  void readsKeysOrRefusesThem() {
    Series series = new Series("t", "p", "m", 1, Optional.of("flex"), Lane.BULK);

    Fuzz.ofBytes(
            "window key",
            List.of(new WindowKey(series, CostWindow.HOUR, Fixtures.NOON.toEpochMilli()).bytes()))
        .holds(input -> check(input, WindowKey::of, WindowKey::bytes));
  }

  private static <T> void check(
      byte[] input, Function<byte[], T> reader, Function<T, byte[]> writer) {
    T read;
    try {
      read = reader.apply(input);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageMatching("(?s).+");
      return;
    }
    assertThat(reader.apply(writer.apply(read))).isEqualTo(read);
  }
}
